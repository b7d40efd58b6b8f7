# The first spec of a new repository.
mkdir team-a
echo 'prices: {a100-80gb: 2.5}' > gitune.yaml
cat > team-a/support-bot.finetune.yaml <<'SPEC'
apiVersion: gitune.dev/v1alpha1
kind: FineTune
metadata:
  name: support-bot
  namespace: team-a
  labels:
    team: support

model:
  id: qwen2.5-0.5b-instruct

dataset:
  source: hf://tatsu-lab/alpaca/data
  kind: instruct
  template: alpaca

method:
  kind: lora
  rank: 8

training:
  epochs: 2
  globalBatchSize: 32
  maxSeqLen: 1024
  learningRate: 3.0e-4

resources:
  accelerator: a100-80gb
  gpusPerNode: 2
  cpu: 16
  memory: 64Gi

storage:
  size: 20Gi
SPEC
