# The tree moves: what happens depends on which of the two the cluster follows from now on.
git rm -rq rendered
cat >> gitune.yaml <<'PROJECT'
environments:
  dev:
    set: {training.maxSteps: 20}
  prod: {}
PROJECT
