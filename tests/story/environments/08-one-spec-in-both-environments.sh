# The spec itself changes: the same in dev and in prod.
sed -i 's/^model: /training: {maxSeqLen: 512}\nmodel: /' team-a/answers.finetune.yaml
