"""The command group. A verb's module is imported when the verb is called, so that `--help` costs no more than click."""

from __future__ import annotations

import importlib

import click

from gitune import __version__

VERBS = {
    "accelerators": "List the accelerators of the catalog.",
    "check": "Report every diagnostic of specs, and write nothing.",
    "compile": "Render specs into manifests and resolved configs.",
    "diff": "Say what a change means, and refuse what the cluster would not survive.",
    "explain": "Explain a diagnostic's code or a field of the spec.",
    "fmt": "Write specs canonically, keeping their comments.",
    "init": "Write a commented starter spec.",
    "list": "List every run, with its state in Git and its owner.",
    "lock": "Pin every file, commit and image that specs name.",
    "models": "List the models of the catalog.",
    "plan": "Explain every decision of a run.",
    "policy": "Test what a platform team allows, and render it for the cluster.",
    "provenance": "Write what a run is made of, for those who verify it.",
    "run": "Run a rendered run on this machine, without a cluster.",
    "schema": "Print a JSON Schema.",
    "show": "Print one rendered file of a spec.",
}
"""Every verb with its line of help; the module of a verb has the verb's name."""


class LazyGroup(click.Group):
    """Knows its verbs by name and imports only the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, sorted."""
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports a verb's module and takes its `command`."""
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"gitune.cli.{cmd_name}_verb")
        command = module.command
        if not isinstance(command, click.Command):
            raise TypeError(f"{module.__name__}.command is not a click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the verbs' help from the table, importing none of them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(VERBS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="gitune %(version)s")
def cli() -> None:
    """Fine-tune language models on Kubernetes from one reviewed file, finetune.yaml.

    Write the spec, run `gitune compile` in CI, let Flux or Argo CD bring what was rendered to the cluster.
    """
