# Two runs leave Git, and the volume stays: nothing is refused.
sed -i 's/rank: \[8, 16, 32\]/rank: [16, 32]/' sweep.finetune.yaml
