import { GENERATED } from './guide-pages.ts';

/**
 * Returns the page `editor.md`: how to write in the browser, for people who do not use git. `guide` is the
 * path of the editors' guide from there.
 */
export function editorGuide(guide: string): string {
  return `${GENERATED}

# Writing in the browser

You need an account where the files of the publication are kept (GitHub, GitLab, Gitea or Forgejo), with the
right to push. The operator sets up the editor once; it is at \`/_dateline/editor\` of your site.

## A story in ten minutes

**1. Sign in.** Choose “Sign In Using Access Token”. The link in the window leads to the page where your
account makes a token; it needs to read and write this repository. Where the operator has set up OAuth, one button does the
same. The token stays in your browser.

**2. Begin.** Choose “Articles”, then “New”. A red star marks what a story needs: a title, an author and a
date. Below each field stands what it means. A date in the future is an embargo: nobody sees the story before.
“Draft” keeps it off the site without a date.

**3. Write.** The field “Text” holds Markdown: an empty line begins a paragraph, \`## \` a heading,
\`*italics*\`, \`**bold**\`, \`[words](https://example.com)\` a link. Pull quotes, asides and galleries are
written as in the [guide](${guide}#in-the-text).

**4. Add an image.** At “Image” tick “Add Image”, then choose “Browse” and “Upload”. It needs a text that says
what can be seen (“Alt”). The file is saved beside the story.

**5. Look at it.** Beside the form is the page as it will be, from what you have written so far. Above it
stands what is wrong and what to do. A warning keeps nothing off the site.

**6. Publish.** Choose “Save”. While there is an error, the story is not saved, and a window says what to do.
Otherwise it is on the site as soon as the operator’s server has heard of it: a second after the push hook.

## More

- **Change a story:** choose it in the list. What you do not touch stays as it is written, also comments and
  quotes.
- **Correct it:** add an entry at “Corrections”, with the date and what was wrong, and set “Updated”.
- **Translate it:** choose the language above the form, and enable it. The translation is a file of its own.
- **Delete it:** in the menu of the story. Its address then says that the article was removed.
- **People, tags, pages, the home page and the publication** have forms of their own.

The editor lists articles that lie as deep in folders as most do, such as \`articles/2026/11/\`. What has no
field there, such as the colours of sections, stays in its file as it is.
`;
}
