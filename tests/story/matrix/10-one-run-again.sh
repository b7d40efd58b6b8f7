# The best of them alone, on the same volume.
sed -i -e '/^matrix:/,$d' -e 's/rank: 8}/rank: 16}/' sweep.finetune.yaml
