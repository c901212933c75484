"""The session a job works with: it adds and asks, storing is done for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, NoReturn, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session, SessionTransaction

T = TypeVar("T")
Job = Callable[[Session], T]


class Unheard(Generic[T]):
    """A job of which no log tells how long it took: that would show what it was."""

    def __init__(self, job: Job[T]) -> None:
        self._job = job

    def __call__(self, db: Session) -> T:
        return self._job(db)


class JobSession(Session):
    """A session for one job. The job may flush and nest; to undo everything it raises."""

    def __init__(self, bind: Engine | Connection) -> None:
        # A session that was closed stays closed: nobody can go on with it in another thread.
        super().__init__(
            bind,
            join_transaction_mode="create_savepoint",
            expire_on_commit=False,
            close_resets_only=False,
        )

    def begin(self, nested: bool = False) -> SessionTransaction:
        return super().begin(nested=True) if nested else self._refuse()

    def commit(self) -> None:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise RuntimeError(
            "a job is one transaction, committed after it: no begin() or commit() in it "
            "(begin_nested() is free; raise to undo everything)"
        )

    def finish(self) -> None:
        """Flush and commit, after the job."""
        super().commit()


def run(session: JobSession, job: Job[T]) -> T:
    """Do the job and store what it did; when it raises, nothing of it stays."""
    try:
        value = job(session)
        session.finish()
    except StopIteration as error:
        # No future takes a StopIteration: who waits for this job would wait for ever.
        raise RuntimeError("the job let a StopIteration out") from error
    finally:
        session.close()
    return value
