# A second one: the first stays as it is.
sed -e 's/name: support-bot/name: summaries/' -e 's/kind: lora/kind: full/' -e '/rank: 8/d' -e 's/3.0e-4/2.0e-5/' \
    team-a/support-bot.finetune.yaml > team-a/summaries.finetune.yaml
