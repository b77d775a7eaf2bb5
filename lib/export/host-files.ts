import type { ContentStore } from '../store/content-store.ts';
import { caddyfile } from './caddyfile.ts';
import { hostRules } from './host-rules.ts';
import { headersFile, ignoredFile, redirectsFile } from './hosted-rules.ts';
import { nginxConfig } from './nginx-config.ts';
import { OWN_FOLDER } from './output-folder.ts';

/** The files for web servers and hosts, with their texts. */
export function hostFiles(store: ContentStore): Map<string, string> {
  const rules = hostRules(store);
  return new Map([
    ['_redirects', redirectsFile(rules)],
    ['_headers', headersFile()],
    ['.assetsignore', ignoredFile()],
    [`${OWN_FOLDER}/nginx.conf`, nginxConfig(rules)],
    [`${OWN_FOLDER}/Caddyfile`, caddyfile(rules)],
  ]);
}
