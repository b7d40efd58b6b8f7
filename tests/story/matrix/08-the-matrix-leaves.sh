# Refused, once for all runs.
mv sweep.finetune.yaml sweep.away
cat > other.finetune.yaml <<'SPEC'
apiVersion: gitune.dev/v1alpha1
kind: FineTune
metadata: {name: other, namespace: team-a}
model: {id: qwen2.5-0.5b-instruct}
dataset: {source: 'hf://tatsu-lab/alpaca/data', kind: instruct}
method: {kind: full}
training: {globalBatchSize: 32, maxSeqLen: 1024, learningRate: 2.0e-5}
resources: {accelerator: a100-80gb, gpusPerNode: 1}
SPEC
