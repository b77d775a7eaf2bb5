import { type Described, VARIABLES } from './environment-variables.ts';

/** The configuration table of README.md, in Markdown. */
export function configurationTable(): string {
  const rows = Object.entries(VARIABLES).map(([name, schema]) => {
    const { description, unit, without } = schema.meta() as Described;
    const value = schema.safeParse(undefined).data;
    const amount = [value, unit].filter((part) => part !== undefined).join(' ');
    return [`\`${name}\``, description, without ?? (unit || typeof value === 'number' ? amount : `\`${value}\``)];
  });
  return tableOf([['variable', 'what it sets', 'default'], ...rows]);
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
