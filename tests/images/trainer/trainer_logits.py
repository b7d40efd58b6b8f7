"""What a published model answers, as transformers and PEFT load it. Not a test module."""

from __future__ import annotations

from pathlib import Path

import torch

TOKENS = torch.arange(40).reshape(2, 20) * 5 + 33


def of_model(folder: Path) -> torch.Tensor:
    """Logits of the model in ``folder``, nothing missing and nothing unexpected in its weights."""
    from transformers import AutoModelForCausalLM  # noqa: PLC0415

    model, info = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
    assert not info["missing_keys"]
    assert not info["unexpected_keys"]
    assert not hasattr(model, "peft_config")
    return _logits(model)


def of_adapter(base: Path, adapter: Path) -> torch.Tensor:
    """Logits of ``base`` with the PEFT ``adapter`` on it."""
    import peft.tuners.lora.torchao as peft_torchao  # noqa: PLC0415
    from peft import PeftModel  # noqa: PLC0415
    from transformers import AutoModelForCausalLM  # noqa: PLC0415

    # PEFT refuses to load any adapter beside torchao < 0.16, which torchtune 0.6.1 needs; nothing here is quantized
    peft_torchao.is_torchao_available = lambda: False
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    return _logits(PeftModel.from_pretrained(model, adapter))


def _logits(model: torch.nn.Module) -> torch.Tensor:
    with torch.no_grad():
        logits: torch.Tensor = model.eval()(TOKENS).logits
    return logits
