# Refused in the environment that it leaves.
sed -i 's/^  prod: .*/  prod: {specs: ["team-a\/answers.finetune.yaml"], set: {training.seed: 7}}/' gitune.yaml
