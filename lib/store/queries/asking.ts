import type { SQLInputValue } from 'node:sqlite';
import * as statement from '../../sqlite.ts';
import { contentStore } from '../content-store.ts';

// What the index of the store that serves answers to a query.

/** The first row of a query, or null; `Row` says what its columns are. */
export function row<Row>(sql: string, ...values: SQLInputValue[]): Row | null {
  return contentStore().read((db) => statement.row<Row>(db, sql, ...values));
}

/** All rows of a query; `Row` says what its columns are. */
export function rows<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
  return contentStore().read((db) => statement.rows<Row>(db, sql, ...values));
}
