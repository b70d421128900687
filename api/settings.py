"""Settings, all from the environment with the prefix `COMPANION_`."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from kb.errors import Unavailable
from kb.text import Text
from kb.vocab import DEFAULT_BASE

CHECKOUT = Path(__file__).resolve().parent.parent


def shipped_data() -> Path:
    """Return the folder of shipped records: beside a checkout, or inside an installed package."""
    beside = CHECKOUT / "data"
    return beside if beside.is_dir() else CHECKOUT / "kb" / "_data"


class Settings(BaseSettings):
    """Every setting of the product; each stands in the README."""

    model_config = SettingsConfigDict(env_prefix="COMPANION_", frozen=True, extra="ignore")

    state: Path = Path("var")
    """Folder for the database and everything else that is made while running."""
    database_url: str = ""
    """Where ledger, cases and sessions live; empty means SQLite in the state folder."""
    graph_url: str = "memory:"
    """Where the graph lives."""
    data: str = ""
    """Folders of records, parted by the system's path separator; later ones override."""
    base_url: str = ""
    """What links in codes begin with, such as https://hp.example.cn; never the Host header."""
    iri_base: str = DEFAULT_BASE
    """What IRIs in the graph begin with."""
    encoder: str = ""
    """A sentence-transformers model or path; empty means the packaged English one."""
    encoder_languages: str = "en"
    """Languages that encoder speaks: en, zh or en,zh; where none is named it is not loaded."""
    vectors: str = "faiss"
    """What keeps and compares vectors: faiss (files in the state folder) or pgvector."""
    spark_master: str = "local[*]"
    """Which Spark `companion batch --engine spark` judges on, such as spark://host:7077."""
    centre: str = "organisation/huangpu-government-service-centre"
    """The district's centre: on printed sheets; its managers manage the people of every centre."""
    rate: str = "120/minute"
    """How often one key may call /v1; each worker counts for itself."""
    access_log: str = ""
    """A file for one line a request, `-` for the terminal; by route, never by address or token."""
    register_mb: int = Field(default=500, ge=1)
    """How large a register may be that an officer uploads."""
    register_days: int = Field(default=7, ge=1)
    """After so many days an uploaded register and all that was made of it delete themselves."""

    retention_days: int = Field(default=730, ge=0)
    """So many days after its last event a case is erased but for its log; 0 keeps it for ever."""
    smtp_url: str = Field(default="", repr=False)
    """The mail server of notices: smtp://user:secret@host:587 or smtps://; empty: no e-mail."""
    mail_from: str = ""
    """From whom e-mails come, such as notices@hp.example.cn."""
    webhook_url: str = Field(default="", repr=False)
    """The gateway that passes notices on to phones (SMS, WeChat); empty: none."""
    webhook_secret: str = Field(default="", repr=False)
    """Signs what the gateway gets, as Standard Webhooks has it: whsec_ and base64."""
    webhook_hosts: str = ""
    """The hosts notices may go to, parted by commas; the gateway's must be among them."""

    @property
    def channels(self) -> tuple[str, ...]:
        """Return the ways notices can leave the house by, as `flowchart.private` names them."""
        mail, gateway = bool(self.smtp_url), bool(self.webhook_url)
        return ("email",) * mail + ("phone",) * gateway

    def resolved_database_url(self) -> str:
        """Return the database's URL; the state folder is made where it is needed.

        Raises:
            Unavailable: the state folder cannot be made.
        """
        if self.database_url:
            return self.database_url
        try:
            self.state.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(
                Text(
                    zh=f"建不了文件夹 {self.state}。请另写一个：COMPANION_STATE=folder",
                    en=f"The folder {self.state} cannot be made ({error.strerror}). "
                    "Name another one: COMPANION_STATE=folder",
                )
            ) from None
        return f"sqlite:///{(self.state / 'companion.sqlite').resolve()}"
