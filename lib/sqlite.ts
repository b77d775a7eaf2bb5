import { rmSync } from 'node:fs';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

const prepared = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/** The prepared statement for `sql`. Each connection prepares it once. */
function statement(db: DatabaseSync, sql: string): StatementSync {
  const statements = prepared.get(db) ?? new Map<string, StatementSync>();
  prepared.set(db, statements);
  const found = statements.get(sql) ?? db.prepare(sql);
  statements.set(sql, found);
  return found;
}

/** All rows of a query. `Row` names their columns. */
export function rows<Row>(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): Row[] {
  return statement(db, sql).all(...values) as Row[];
}

/** The first row of a query, or null. `Row` names its columns. */
export function row<Row>(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): Row | null {
  return (statement(db, sql).get(...values) as Row | undefined) ?? null;
}

/** Runs a statement, and returns the number of rows that it changed. */
export function run(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): number {
  return Number(statement(db, sql).run(...values).changes);
}

/** SQLite's result codes for a file that is damaged, or no database at all (https://www.sqlite.org/rescode.html). */
const DAMAGED = [11, 26];

/** Whether an error says that a database is damaged. */
export function isDamage(error: unknown): boolean {
  return DAMAGED.includes(resultCode(error));
}

/** Whether an error says that another connection is writing. */
export function isBusy(error: unknown): boolean {
  return resultCode(error) === 5;
}

function resultCode(error: unknown): number {
  return ((error as { errcode?: number }).errcode ?? 0) & 0xff;
}

/** Deletes a database. Connections that have it open keep its content. */
export function deleteDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
}
