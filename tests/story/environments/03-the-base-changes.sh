# One file, two new runs. One of the specs has its own rank, and the other learning rate alone reaches it.
sed -i 's/model: /method: {rank: 4}\nmodel: /' team-a/summaries.finetune.yaml
sed -i -e 's/rank: 8/rank: 16/' -e 's/3.0e-4/2.0e-4/' bases/lora.yaml
