import './diagnostic-list.css';
import { type Diagnostic, visible } from '#lib/content/parse/diagnostic.ts';

/** Errors and warnings in content files: position, reason and fix. */
export function DiagnosticList({ diagnostics }: { diagnostics: readonly Diagnostic[] }) {
  return (
    <ul className="diagnostic-list" aria-label="Diagnostics">
      {diagnostics.map(({ file, line, column, severity, rule, reason, fix }) => (
        <li key={`${file} ${line} ${column} ${rule} ${reason}`}>
          <code>{visible(`${file}:${line}:${column}`)}</code> <strong>{severity}</strong> {visible(reason)}{' '}
          <em>{visible(fix)}</em>
        </li>
      ))}
    </ul>
  );
}
