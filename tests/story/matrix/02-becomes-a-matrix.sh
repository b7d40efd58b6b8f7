# Four runs on the volume that the one had.
cat >> sweep.finetune.yaml <<'SPEC'
matrix:
  training.learningRate: [1.0e-4, 3.0e-4]
  method.rank: [8, 16]
SPEC
