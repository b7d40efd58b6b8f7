# A spec of one run.
cat > sweep.finetune.yaml <<'SPEC'
apiVersion: gitune.dev/v1alpha1
kind: FineTune
metadata: {name: sweep, namespace: team-a}
model: {id: qwen2.5-0.5b-instruct}
dataset: {source: 'hf://tatsu-lab/alpaca/data', kind: instruct}
method: {kind: lora, rank: 8}
training: {globalBatchSize: 32, maxSeqLen: 1024, learningRate: 3.0e-4}
resources: {accelerator: a100-80gb, gpusPerNode: 1}
storage: {size: 40Gi, accessModes: [ReadWriteMany]}
SPEC
echo 'prices: {a100-80gb: 2.5}' > gitune.yaml
