import './diagnostic-list.css';
import { type Problem, visible } from '#lib/content/parse/diagnostic.ts';

/** What is wrong with content files: where, why, and what to write instead. */
export function ProblemList({ problems }: { problems: readonly Problem[] }) {
  return (
    <ul className="problem-list" aria-label="Problems">
      {problems.map(({ file, line, column, severity, rule, reason, fix }) => (
        <li key={`${file} ${line} ${column} ${rule} ${reason}`}>
          <code>{visible(`${file}:${line}:${column}`)}</code> <strong>{severity}</strong> {visible(reason)}{' '}
          <em>{visible(fix)}</em>
        </li>
      ))}
    </ul>
  );
}
