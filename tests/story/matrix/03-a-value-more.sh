# Two runs join.
sed -i 's/rank: \[8, 16\]/rank: [8, 16, 32]/' sweep.finetune.yaml
