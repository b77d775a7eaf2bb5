import type { SQLInputValue } from 'node:sqlite';
import { newsroom } from '../content-store.ts';
import * as statement from '../../sqlite.ts';

// What the index of the newsroom that serves answers to a query.

/** The first row of a query, or null; `Row` says what its columns are. */
export function row<Row>(sql: string, ...values: SQLInputValue[]): Row | null {
  return newsroom().ask((db) => statement.row<Row>(db, sql, ...values));
}

/** All rows of a query; `Row` says what its columns are. */
export function rows<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
  return newsroom().ask((db) => statement.rows<Row>(db, sql, ...values));
}
