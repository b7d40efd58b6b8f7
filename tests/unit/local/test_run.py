"""`run_rendered` from objects to result, with programs that take no time in place of the images' own."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from gitune.local.leftovers import pod_processes
from gitune.local.options import SecretKey

METRICS = [
    {"step": 1, "loss": 5.5, "lr": 0.001, "tokens_per_second": 1000.0, "memory": {}, "seconds": 1.0},
    {"step": 2, "loss": 2.25, "lr": 0.0005, "tokens_per_second": 1200.0, "memory": {}, "seconds": 2.5},
]
TRAINS = """
import json, os, pathlib, sys
root = pathlib.Path(os.environ["GITUNE_ROOT"])
out = root / "workspace/output/quick-1a2b3c4d"
if (out / "gitune-complete.json").exists():
    sys.exit(0)
out.mkdir(parents=True)
(out / "metrics.jsonl").write_text("".join(json.dumps(m) + "\\n" for m in json.loads(sys.argv[1])))
marker = {"recipe": "r", "steps": 2, "first_loss": 5.5, "last_loss": 2.25, "tokens_per_second": 1100.0,
          "model": "model", "adapter": None}
(out / "gitune-complete.json").write_text(json.dumps(marker))
"""
SHOWS_ENVIRONMENT = "import json, os; print(json.dumps(dict(os.environ)))"
SLEEPS = "import time\nprint('asleep', flush=True)\ntime.sleep(60)"
COUNTS = """
import os, pathlib, sys
count = pathlib.Path(os.environ["GITUNE_ROOT"], "workspace/starts")
count.write_text((count.read_text() if count.exists() else "") + "x")
sys.exit(int(sys.argv[1]))
"""


def environment(fake: Any, source: str = "node-0") -> dict[str, str]:
    shown: dict[str, str] = json.loads(fake.said(source)[0])
    return shown


def starts(fake: Any) -> int:
    return len((fake.root / "workspace" / "starts").read_text())


def codes(result: Any) -> list[str]:
    return [d.code for d in result.diagnostics]


def test_containers_run_in_the_order_of_their_jobs(fake: Any) -> None:
    result = fake.run()
    assert result.exit_code == 0
    assert [e.pod for e in result.containers] == ["dataset-initializer", "model-initializer", "node-0"]
    order = [line for line in fake.lines if "works" in line]
    assert order == [
        "dataset-initializer | dataset-initializer works",
        "model-initializer | model-initializer works",
        "node-0 | node works",
    ]
    assert (fake.root / "logs" / "node-0.log").read_text() == "node works\n"


def test_summary_and_progress_of_a_training(fake: Any) -> None:
    fake.program("node", TRAINS, [json.dumps(METRICS)])
    result = fake.run()
    output = fake.root / "workspace" / "output" / "quick-1a2b3c4d"
    assert fake.said("gitune")[-2:] == [
        "step 1  loss 5.5000  lr 1.00e-03  1,000 tokens/s",
        "step 2  loss 2.2500  lr 5.00e-04  1,200 tokens/s",
    ]
    assert result.summary.text().splitlines() == [
        "run quick-1a2b3c4d: complete",
        "  steps      2 in 2.5 s",
        "  loss       5.5000 to 2.2500",
        "  tokens/s   1,100",
        f"  model      {output / 'model'}",
    ]


def test_a_finished_run_is_said_to_be_finished(fake: Any) -> None:
    fake.program("node", TRAINS, [json.dumps(METRICS)])
    fake.run()
    fake.lines.clear()
    again = fake.run()
    assert (again.exit_code, again.summary.already_complete) == (0, True)
    assert not [line for line in fake.lines if "step" in line]


def test_each_node_gets_its_rank_and_finds_the_others(fake: Any) -> None:
    fake.program("node", SHOWS_ENVIRONMENT)
    fake.trainjob["spec"]["trainer"].update(numNodes=2, numProcPerNode=3)
    assert fake.run().exit_code == 0
    nodes = [environment(fake, f"node-{index}") for index in range(2)]
    assert [node["PET_NODE_RANK"] for node in nodes] == ["0", "1"]
    assert {(n["PET_NNODES"], n["PET_NPROC_PER_NODE"], n["PET_MASTER_ADDR"]) for n in nodes} == {
        ("2", "3", "127.0.0.1")
    }
    assert nodes[0]["PET_MASTER_PORT"] == nodes[1]["PET_MASTER_PORT"] != "29500"
    assert nodes[0]["GITUNE_ROOT"] != nodes[1]["GITUNE_ROOT"]


def test_the_callers_environment_stays_outside(fake: Any) -> None:
    fake.program("node", SHOWS_ENVIRONMENT)
    fake.run(environ={"AWS_SECRET_ACCESS_KEY": "x" * 20, "LANG": "C.UTF-8", "PATH": os.environ["PATH"]})
    seen = environment(fake)
    assert "AWS_SECRET_ACCESS_KEY" not in seen
    assert seen["LANG"] == "C.UTF-8"
    assert seen["PATH"].split(":")[0] == str(Path(sys.executable).parent)
    assert Path(seen["HOME"]) == fake.root / "pods" / "node-0" / "tmp"


def test_volumes_are_where_the_contract_says(fake: Any) -> None:
    fake.program(
        "node", "import os; r = os.environ['GITUNE_ROOT']; print(open(r + '/etc/gitune/torchtune.yaml').read())"
    )
    fake.program("dataset-initializer", "import os; open(os.environ['GITUNE_ROOT'] + '/workspace/rows', 'w')")
    assert fake.run().exit_code == 0
    assert fake.said("node-0")[0] == "epochs: 1"
    assert (fake.root / "workspace" / "rows").exists()
    config = fake.root / "pods" / "node-0" / "etc" / "gitune" / "torchtune.yaml"
    assert config.stat().st_mode & 0o222 == 0


def test_claims_need_a_folder(fake: Any, tmp_path: Path) -> None:
    pod = fake.job("model-initializer")["template"]["spec"]
    pod["volumes"].append({"name": "files", "persistentVolumeClaim": {"claimName": "models", "readOnly": True}})
    pod["containers"][0]["volumeMounts"].append({"name": "files", "mountPath": "/mnt/claims/models"})
    refused = fake.run()
    assert (refused.exit_code, codes(refused)) == (1, ["GT604"])
    assert refused.diagnostics[0].hint == "--claim models=FOLDER"

    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "weights").write_text("w")
    look = "import os; print(os.listdir(os.environ['GITUNE_ROOT'] + '/mnt/claims/models'))"
    fake.program("model-initializer", look)
    assert fake.run(claims={"models": tmp_path / "mine"}).exit_code == 0
    assert fake.said("model-initializer") == ["['weights']"]


def test_the_runs_own_claim_is_one_volume_wherever_it_is_mounted(fake: Any, tmp_path: Path) -> None:
    container = fake.job("model-initializer")["template"]["spec"]["containers"][0]
    container["volumeMounts"].append({"name": "initializer", "mountPath": "/mnt/claims/quick"})
    fake.program("model-initializer", "import os; print(os.listdir(os.environ['GITUNE_ROOT'] + '/mnt/claims/quick'))")
    fake.program("dataset-initializer", "import os; open(os.environ['GITUNE_ROOT'] + '/workspace/rows', 'w')")
    assert fake.run().exit_code == 0
    assert fake.said("model-initializer") == ["['rows']"]
    assert codes(fake.run(claims={"quick": tmp_path})) == ["GT609"]


def test_secrets_reach_the_container_and_nothing_else(fake: Any, tmp_path: Path) -> None:
    reference = {"secretKeyRef": {"name": "hub", "key": "token"}}
    env = fake.trainjob["spec"]["initializer"]["model"]["env"]
    env.append({"name": "HF_TOKEN", "valueFrom": reference})
    assert codes(fake.run()) == ["GT605"]

    (tmp_path / "token").write_text("hf_verysecret\n")
    fake.program("model-initializer", "import os; t = os.environ['HF_TOKEN']; print(len(t), t)")
    result = fake.run(secrets={SecretKey("hub", "token"): f"@{tmp_path / 'token'}"})
    assert result.exit_code == 0
    assert fake.said("model-initializer") == ["13 ***"]
    written = [p.read_bytes() for p in fake.root.rglob("*") if p.is_file()]
    assert not [content for content in written if b"hf_verysecret" in content]


def test_a_wrong_config_is_not_retried(fake: Any) -> None:
    fake.program("node", f"print('too few devices')\n{COUNTS}", ["15"])
    result = fake.run()
    assert (result.exit_code, codes(result), starts(fake)) == (1, ["GT610"], 1)
    assert result.diagnostics[0].message == (
        "node-0 ended with exit code 15: devices, processes or dtype do not fit the config. It said: too few devices"
    )
    assert str(fake.root / "logs" / "node-0.log") in result.diagnostics[0].hint


def test_other_failures_restart_the_whole_run_so_many_times(fake: Any) -> None:
    fake.program("node", COUNTS, ["30"])
    fake.runtime["spec"]["template"]["spec"]["failurePolicy"]["maxRestarts"] = 2
    result = fake.run()
    assert (result.exit_code, starts(fake)) == (1, 3)
    assert [e.pod for e in result.containers].count("dataset-initializer") == 3


def test_initializers_are_retried_alone(fake: Any) -> None:
    fake.program("model-initializer", COUNTS, ["20"])
    result = fake.run()
    assert (result.exit_code, starts(fake)) == (1, 5)
    assert [e.pod for e in result.containers].count("dataset-initializer") == 1


def test_a_lost_node_ends_the_others(fake: Any) -> None:
    lost = "import os, sys, time\nif os.environ['PET_NODE_RANK'] == '1': sys.exit(16)\ntime.sleep(60)"
    fake.program("node", lost)
    fake.trainjob["spec"]["trainer"]["numNodes"] = 2
    result = fake.run()
    assert {e.pod: e.exit_code for e in result.containers if e.exit_code} == {"node-0": 143, "node-1": 16}
    assert [d.message.split(":")[0] for d in result.diagnostics] == ["node-1 ended with exit code 16"]


def test_processes_that_ignore_sigterm_are_killed_with_their_children(fake: Any) -> None:
    stubborn = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], start_new_session=True)\n"
        "time.sleep(60)"
    )
    fake.program("node", stubborn)
    fake.job("node")["activeDeadlineSeconds"] = 1
    fake.job("node")["template"]["spec"]["terminationGracePeriodSeconds"] = 0
    fake.runtime["spec"]["template"]["spec"]["failurePolicy"]["maxRestarts"] = 0
    result = fake.run()
    assert {e.pod: e.exit_code for e in result.containers}["node-0"] == 137
    assert [d.message for d in result.diagnostics] == ["node failed: Job was active longer than specified deadline"]
    assert pod_processes(fake.root / "pods") == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals_end_the_containers_and_are_the_exit_code(fake: Any, number: signal.Signals, code: int) -> None:
    fake.program("node", SLEEPS)

    def interrupt() -> None:
        while "node-0 | asleep" not in fake.lines:
            time.sleep(0.02)
        os.kill(os.getpid(), number)

    threading.Thread(target=interrupt, daemon=True).start()
    result = fake.run()
    assert (result.exit_code, result.summary) == (code, None)
    assert {e.pod: e.exit_code for e in result.containers}["node-0"] == 143
    assert pod_processes(fake.root / "pods") == []


def test_the_same_folder_is_refused_while_a_run_is_in_it(fake: Any) -> None:
    fake.program("node", SLEEPS)
    second: list[Any] = []

    def start_again() -> None:
        while "node-0 | asleep" not in fake.lines:
            time.sleep(0.02)
        second.append(fake.run())
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=start_again, daemon=True).start()
    fake.run()
    assert codes(second[0]) == ["GT608"]


def test_devices_that_are_not_here_are_a_note(fake: Any) -> None:
    fake.trainjob["spec"]["trainer"]["resourcesPerNode"] = {"limits": {"nvidia.com/gpu": "512", "cpu": "1"}}
    result = fake.run()
    assert (result.exit_code, codes(result)) == (0, ["GT607"])


def test_packages_that_are_not_here_are_named_with_the_way_to_get_them(fake: Any) -> None:
    fake.job("node")["template"]["spec"]["containers"][0]["command"] = ["python", "-m", "no_such_trainer"]
    result = fake.run()
    assert codes(result) == ["GT606"]
    assert result.diagnostics[0].hint == "pip install 'gitune[local]'"


def test_a_command_that_cannot_be_started_is_a_failed_container(fake: Any) -> None:
    fake.job("dataset-initializer")["template"]["spec"]["containers"][0]["command"] = ["/no/such/program"]
    fake.job("dataset-initializer")["backoffLimit"] = 0
    result = fake.run()
    assert result.exit_code == 1
    assert [e.exit_code for e in result.containers] == [127]
