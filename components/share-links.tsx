import './share-links.css';
import type { ShareService } from '#lib/content/schema/publication-schema.ts';
import { messagesIn } from '#lib/i18n/catalogue.ts';

type ShareTarget = readonly [name: string, href: (url: string, text: string) => string];

/** The share URL of each service, as it documents them. `url` and `text` are percent-encoded. */
const LINKS: Record<ShareService, ShareTarget> = {
  mail: ['', (url, text) => `mailto:?subject=${text}&body=${url}`],
  bluesky: ['Bluesky', (url, text) => `https://bsky.app/intent/compose?text=${text}%20${url}`],
  facebook: ['Facebook', (url) => `https://www.facebook.com/sharer/sharer.php?u=${url}`],
  linkedin: ['LinkedIn', (url) => `https://www.linkedin.com/sharing/share-offsite/?url=${url}`],
  reddit: ['Reddit', (url, text) => `https://www.reddit.com/submit?url=${url}&title=${text}`],
  telegram: ['Telegram', (url, text) => `https://t.me/share/url?url=${url}&text=${text}`],
  whatsapp: ['WhatsApp', (url, text) => `https://wa.me/?text=${text}%20${url}`],
  x: ['X', (url, text) => `https://x.com/intent/post?url=${url}&text=${text}`],
};

/**
 * Links that share a story. They load nothing from the services. `address` is the absolute URL of the story.
 */
export function ShareLinks({
  services,
  address,
  headline,
  language,
}: {
  services: readonly ShareService[];
  address: string;
  headline: string;
  language: string;
}) {
  if (services.length === 0) return null;
  const messages = messagesIn(language);
  return (
    <p className="share-links">
      <span>{messages.share} </span>
      {services.map((service, index) => {
        const [name, hrefOf] = LINKS[service];
        return (
          <span key={service}>
            {index > 0 && messages.comma}
            <a href={hrefOf(encodeURIComponent(address), encodeURIComponent(headline))} rel="nofollow noopener">
              {name || messages.email}
            </a>
          </span>
        );
      })}
    </p>
  );
}
