# What all of them share is another.
sed -i 's/maxSeqLen: 1024/maxSeqLen: 512/' sweep.finetune.yaml
