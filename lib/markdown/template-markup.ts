/** Whether a text has the markup of a template, such as `{{ site.url }}` or `{% raw %}`. Markdown has no such signs. */
export const hasTemplateMarkup = (text: string) => /\{[{%]/.test(text);
