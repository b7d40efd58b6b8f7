"""Every field of the adapter."""

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
        runtime="torchtune-llama3.2-1b",
        initializer=Initializer(
            dataset=HuggingFaceDatasetInitializer(storage_uri="hf://tatsu-lab/alpaca/data"),
            model=HuggingFaceModelInitializer(storage_uri="hf://meta-llama/Llama-3.2-1B-Instruct"),
        ),
        trainer=BuiltinTrainer(
            config=TorchTuneConfig(
                dataset_preprocess_config=TorchTuneInstructDataset(source=DataFormat.PARQUET),
                peft_config=LoraConfig(
                    apply_lora_to_mlp=True,
                    apply_lora_to_output=False,
                    lora_attn_modules=["q_proj", "k_proj", "v_proj", "output_proj"],
                    lora_rank=16,
                    lora_alpha=32,
                    lora_dropout=0.05,
                ),
            )
        ),
    )
