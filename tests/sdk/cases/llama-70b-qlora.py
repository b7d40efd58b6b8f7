"""QLoRA on several GPUs, which only this model has a config for."""

from kubeflow.trainer import (
    BuiltinTrainer,
    DataFormat,
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
        runtime="torchtune-llama3.3-70b",
        initializer=Initializer(
            dataset=HuggingFaceDatasetInitializer(storage_uri="hf://tatsu-lab/alpaca/data"),
            model=HuggingFaceModelInitializer(storage_uri="hf://meta-llama/Llama-3.3-70B-Instruct"),
        ),
        trainer=BuiltinTrainer(
            config=TorchTuneConfig(
                dataset_preprocess_config=TorchTuneInstructDataset(source=DataFormat.PARQUET),
                peft_config=LoraConfig(quantize_base=True),
                resources_per_node={"gpu": 8},
            )
        ),
    )
