"""What torchtune's config says already, said once more: it is an argument all the same."""

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
                dtype=DataType.BF16,
                batch_size=4,
                epochs=1,
                peft_config=LoraConfig(lora_rank=64, lora_alpha=128, lora_dropout=0.0, apply_lora_to_mlp=True),
                dataset_preprocess_config=TorchTuneInstructDataset(
                    source=DataFormat.PARQUET, column_map={"input": "input", "output": "output"}
                ),
            )
        ),
    )
