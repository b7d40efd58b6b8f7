# The matrix is back where it was, and a spec without one starts.
mv sweep.away sweep.finetune.yaml
