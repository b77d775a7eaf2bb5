import type { EditorSettings } from '../content/schema/editor-schema.ts';
import { forgeApi } from '../editor/sveltia-config.ts';

/** A forge that answers later than this does not answer. */
const FORGE_MILLISECONDS = 10_000;

/**
 * From this level on, a member of a project of GitLab may push (Developer;
 * https://docs.gitlab.com/api/access_requests/).
 */
const GITLAB_DEVELOPER = 30;

/** What forges say of a repository: GitHub and Gitea, and GitLab. */
type Answer = {
  permissions?: {
    push?: boolean;
    project_access?: { access_level: number } | null;
    group_access?: { access_level: number } | null;
  };
};

/**
 * Whether the owner of a token may push to the repository of the editor, by the word of its forge. The token
 * is sent there and nowhere else. Rejects when the forge cannot be reached.
 */
export async function mayPush(settings: EditorSettings, token: string): Promise<boolean> {
  const { backend, repository } = settings;
  const path = backend === 'gitlab' ? `projects/${encodeURIComponent(repository)}` : `repos/${repository}`;
  const response = await fetch(`${forgeApi(settings)}/${path}`, {
    headers: {
      Authorization: `${backend === 'gitea' ? 'token' : 'Bearer'} ${token}`,
      Accept: 'application/json',
      'User-Agent': 'Dateline',
    },
    redirect: 'error',
    signal: AbortSignal.timeout(FORGE_MILLISECONDS),
  });
  if (!response.ok) return false;
  const { permissions = {} } = (await response.json()) as Answer;
  const { push, project_access: project, group_access: group } = permissions;
  return push === true || Math.max(project?.access_level ?? 0, group?.access_level ?? 0) >= GITLAB_DEVELOPER;
}
