"""The guide's own example: LoRA with three numbers, and a slice of the rows."""

from kubeflow.trainer import (
    BuiltinTrainer,
    DataFormat,
    DataType,
    HuggingFaceDatasetInitializer,
    HuggingFaceModelInitializer,
    Initializer,
    LoraConfig,
    TorchTuneConfig,
    TorchTuneInstructDataset,
    TrainerClient,
)


def call(client: TrainerClient) -> str:
    return client.train(
        runtime="torchtune-llama3.2-1b",
        initializer=Initializer(
            dataset=HuggingFaceDatasetInitializer(storage_uri="hf://tatsu-lab/alpaca/data"),
            model=HuggingFaceModelInitializer(storage_uri="hf://meta-llama/Llama-3.2-1B-Instruct"),
        ),
        trainer=BuiltinTrainer(
            config=TorchTuneConfig(
                dataset_preprocess_config=TorchTuneInstructDataset(
                    source=DataFormat.PARQUET, split="train[:95%]", train_on_input=True
                ),
                dtype=DataType.BF16,
                batch_size=10,
                epochs=10,
                peft_config=LoraConfig(lora_rank=8, lora_alpha=16, lora_dropout=0.1),
                resources_per_node={"gpu": 1},
            )
        ),
    )
