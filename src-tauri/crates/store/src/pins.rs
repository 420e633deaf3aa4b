//! Pins of ledgers on SQLite.

use crate::database::Database;
use crate::fault::Fault;
use async_trait::async_trait;
use lockkeeper_domain::ledger::{Hash, Uuid};
use lockkeeper_engine::ports::{LedgerPin, PinError, Pins};

/// Pins of ledgers on SQLite.
#[derive(Debug, Clone)]
pub struct SqlitePins {
    database: Database,
}

/// A pin as its row has it.
type Row = (i64, String, String, i64);

const SELECT: &str = "SELECT number, hash, object, policy FROM pins WHERE workspace = ?";
const HELD: &str = "SELECT workspace FROM ledger_places WHERE place = ?";
const HOLD: &str = "INSERT INTO ledger_places (place, workspace) VALUES (?, ?) \
                    ON CONFLICT (place) DO UPDATE SET workspace = excluded.workspace";
const PUT: &str = "INSERT INTO pins (workspace, number, hash, object, policy) \
                   VALUES (?, ?, ?, ?, ?) ON CONFLICT (workspace) DO UPDATE SET \
                   number = excluded.number, hash = excluded.hash, \
                   object = excluded.object, policy = excluded.policy";

impl SqlitePins {
    pub(crate) const fn on(database: Database) -> Self {
        Self { database }
    }

    async fn read<'c>(
        on: impl sqlx::SqliteExecutor<'c>,
        workspace: &Uuid,
    ) -> Result<Option<LedgerPin>, Fault> {
        let row = sqlx::query_as(SELECT).bind(workspace.as_str());
        let row: Option<Row> = row.fetch_optional(on).await?;
        row.map(pin).transpose()
    }

    async fn write<'c>(
        on: impl sqlx::SqliteExecutor<'c>,
        workspace: &Uuid,
        pin: &LedgerPin,
    ) -> Result<(), Fault> {
        let number = i64::try_from(pin.number).map_err(|error| malformed(&error))?;
        let put = sqlx::query(PUT)
            .bind(workspace.as_str())
            .bind(number)
            .bind(pin.hash.as_str())
            .bind(&pin.commit)
            .bind(pin.policy);
        put.execute(on).await?;
        Ok(())
    }
}

#[async_trait]
impl Pins for SqlitePins {
    async fn held_at(&self, place: &str) -> Result<Option<Uuid>, PinError> {
        let row = sqlx::query_scalar(HELD).bind(place);
        let row: Result<Option<String>, _> = row.fetch_optional(self.database.readers()).await;
        let row = row.map_err(Fault::from)?;
        let read = |text: String| {
            let wrong = || Fault::Damaged(format!("{text:?} names no workspace"));
            Uuid::parse(&text).ok_or_else(wrong)
        };
        Ok(row.map(read).transpose()?)
    }

    async fn hold(&self, place: &str, workspace: &Uuid) -> Result<(), PinError> {
        let put = sqlx::query(HOLD).bind(place).bind(workspace.as_str());
        let put = put.execute(&mut *self.database.writer().await?).await;
        Ok(put.map(drop).map_err(Fault::from)?)
    }

    async fn get(&self, workspace: &Uuid) -> Result<Option<LedgerPin>, PinError> {
        Ok(Self::read(self.database.readers(), workspace).await?)
    }

    async fn put(&self, workspace: &Uuid, pin: &LedgerPin) -> Result<(), PinError> {
        let mut change = self.database.begin().await?;
        let known = Self::read(&mut *change, workspace).await?;
        if let Some(known) = known.filter(|known| !pin.may_follow(known)) {
            let known = Box::new(known);
            return Err(PinError::Back { known });
        }
        Self::write(&mut *change, workspace, pin).await?;
        Ok(change.commit().await?)
    }

    async fn replace(&self, workspace: &Uuid, pin: &LedgerPin) -> Result<(), PinError> {
        Ok(Self::write(&mut *self.database.writer().await?, workspace, pin).await?)
    }
}

fn pin((number, hash, commit, policy): Row) -> Result<LedgerPin, Fault> {
    Ok(LedgerPin {
        number: usize::try_from(number).map_err(|error| malformed(&error))?,
        hash: Hash::try_from(hash).map_err(Fault::Damaged)?,
        commit,
        policy,
    })
}

fn malformed(error: &dyn std::fmt::Display) -> Fault {
    Fault::Damaged(error.to_string())
}
