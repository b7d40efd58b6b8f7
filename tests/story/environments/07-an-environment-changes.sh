# Both fine-tunes of prod change in the same way, and dev stays as it is.
sed -i 's/  prod: .*/  prod: {set: {training.seed: 7}}/' gitune.yaml
