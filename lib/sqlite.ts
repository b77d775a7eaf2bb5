import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

const prepared = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/** The prepared statement for `sql` on this connection, prepared once. */
function statement(db: DatabaseSync, sql: string): StatementSync {
  const statements = prepared.get(db) ?? new Map<string, StatementSync>();
  prepared.set(db, statements);
  const found = statements.get(sql) ?? db.prepare(sql);
  statements.set(sql, found);
  return found;
}

/** All rows of a query; `Row` says what its columns are. */
export function rows<Row>(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): Row[] {
  return statement(db, sql).all(...values) as Row[];
}

/** The first row of a query, or null. */
export function row<Row>(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): Row | null {
  return (statement(db, sql).get(...values) as Row | undefined) ?? null;
}

/** Runs a statement that changes rows, and tells how many. */
export function run(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): number {
  return Number(statement(db, sql).run(...values).changes);
}
