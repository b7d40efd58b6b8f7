"""What people do in a pull request, as shell scripts."""

from __future__ import annotations

from ci.repository import BOT, NOTES

BREAKS = f"sed -i 's/globalBatchSize/globalBatchsize/; s/kind: lora/kind: lorra/' {BOT}"
DRIFTS = f"sed -i 's/maxSteps: 200/maxSteps: 300/' {NOTES}"
RATE = f"sed -i 's/learningRate: .*/learningRate: 2.0e-4/' {BOT} && gitune compile . 2>/dev/null"
RATE_AGAIN = f"sed -i 's/learningRate: .*/learningRate: 1.0e-4/' {BOT} && gitune compile . 2>/dev/null"
NOTHING = "echo 'More about them.' >> README.md"
UNDONE = f"git checkout -q main -- . && {NOTHING}"
LEAVES = f"git rm -q {NOTES} && gitune compile . 2>/dev/null"
