# Two specs that start from one base, and a source that Flux reads them from.
mkdir bases team-a
cat > gitune.yaml <<'PROJECT'
flux:
  name: fine-tunes
  sourceRef: {name: fine-tunes}
  source: {url: 'https://git.example.com/ml/fine-tunes', branch: main}
prices: {a100-80gb: 2.5}
PROJECT
cat > bases/lora.yaml <<'BASE'
dataset: {source: 'hf://tatsu-lab/alpaca/data', kind: instruct}
method: {kind: lora, rank: 8}
training: {globalBatchSize: 32, maxSeqLen: 1024, learningRate: 3.0e-4}
resources: {accelerator: a100-80gb, gpusPerNode: 1}
storage: {size: 20Gi}
BASE
for name in answers summaries; do
  cat > team-a/$name.finetune.yaml <<SPEC
apiVersion: gitune.dev/v1alpha1
kind: FineTune
metadata: {name: $name, namespace: team-a}
extends: ../bases/lora.yaml
model: {id: qwen2.5-0.5b-instruct}
SPEC
done
