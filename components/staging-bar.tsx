import './preview-bar.css';
import type { PublicationEdition } from '#lib/content/publication.ts';
import { messagesIn } from '#lib/i18n/catalogue.ts';

/** The bar above every page of a site that is being tried (`STAGING`). */
export function StagingBar({ publication: { language } }: { publication: PublicationEdition }) {
  return (
    <p className="preview-bar" role="note">
      {messagesIn(language).testVersion}
    </p>
  );
}
