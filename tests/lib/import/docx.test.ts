import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDocuments } from '#lib/import/systems/docx.ts';
import { writeZip } from '../../fixtures/zip-file.ts';
import { fileText, readArchive } from './read-archive.ts';

const WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const RELATION = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const run = (words: string, properties = '') =>
  `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${words}</w:t></w:r>`;
const paragraph = (runs: string, style = '') =>
  `<w:p>${style && `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}${runs}</w:p>`;
const IMAGE = `<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><wp:docPr id="1" name="x" descr="A ferry"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="x"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip xmlns:r="${RELATION}" r:embed="rId1"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`;
const BODY = [
  paragraph(run('Night ferry'), 'Heading1'),
  paragraph(run('It '), '') +
    paragraph(`${run('sails', '<w:b/>')}${run(' at nine.')}<w:r><w:footnoteReference w:id="2"/></w:r>`),
  paragraph(run('A part'), 'Heading2'),
  paragraph(IMAGE),
  paragraph(run('In fog.'), 'Caption'),
  `<w:tbl><w:tr><w:tc>${paragraph(run('Year'))}</w:tc><w:tc>${paragraph(run('Ships'))}</w:tc></w:tr></w:tbl>`,
].join('');

const style = (id: string, name: string) =>
  `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/></w:style>`;

function parts(body: string) {
  return [
    {
      name: '[Content_Types].xml',
      data: '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="png" ContentType="image/png"/><Default Extension="xml" ContentType="application/xml"/></Types>',
    },
    {
      name: '_rels/.rels',
      data: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATION}/officeDocument" Target="word/document.xml"/></Relationships>`,
    },
    {
      name: 'word/_rels/document.xml.rels',
      data: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATION}/image" Target="media/image1.png"/><Relationship Id="rId2" Type="${RELATION}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="${RELATION}/footnotes" Target="footnotes.xml"/></Relationships>`,
    },
    { name: 'word/document.xml', data: `<w:document ${WORD}><w:body>${body}</w:body></w:document>` },
    {
      name: 'word/styles.xml',
      data: `<w:styles ${WORD}>${style('Heading1', 'heading 1')}${style('Heading2', 'heading 2')}${style('Caption', 'caption')}${style('Quote', 'Quote')}${style('Code', 'HTML Preformatted')}</w:styles>`,
    },
    {
      name: 'word/footnotes.xml',
      data: `<w:footnotes ${WORD}><w:footnote w:id="2">${paragraph(run('On Fridays.'))}</w:footnote></w:footnotes>`,
    },
    { name: 'word/media/image1.png', data: 'image' },
    {
      name: 'docProps/core.xml',
      data: '<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title>A property</dc:title><dc:creator>Ida Holm; Olaf Berg</dc:creator><cp:keywords>Ferries, Fog</cp:keywords><dcterms:created>2024-01-14T09:00:00Z</dcterms:created></cp:coreProperties>',
    },
  ];
}

function document(name: string, body = BODY): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'dateline-docx-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, name);
  writeZip(file, parts(body));
  return file;
}

test('a document of Word becomes a story, with its footnotes, images and tables', async () => {
  const archive = await openDocuments([document('ferry.docx')]);
  const { stories } = await readArchive(archive);
  expect(stories).toEqual([
    {
      kind: 'story',
      source: 'ferry.docx',
      title: 'Night ferry',
      text: {
        format: 'html',
        text:
          '<p>It </p><p><strong>sails</strong> at nine.<sup data-footnote="footnote-2"></sup></p><h2>A part</h2>' +
          '<figure><img alt="A ferry" src="/ferry/image1.png"><figcaption>In fog.</figcaption></figure>' +
          '<table><tr><td>Year</td><td>Ships</td></tr></table>' +
          '<div><div data-footnote-text="footnote-2"><p>On Fridays. </p></div></div>',
      },
      base: null,
      slug: 'night-ferry',
      date: '2024-01-14T09:00:00Z',
      updated: null,
      authors: ['Ida Holm', 'Olaf Berg'],
      tags: ['Ferries', 'Fog'],
      section: null,
      standfirst: null,
      language: null,
      image: null,
      draft: false,
      oldAddresses: [],
    },
  ]);
  expect(await fileText(archive, '/ferry/image1.png')).toBe('image');
  expect(await fileText(archive, '/ferry/word/document.xml')).toBeNull();
  await archive.close();
});

test('a quotation of several paragraphs is one, and lines of code are one block', async () => {
  const body = [
    paragraph(run('One.'), 'Quote'),
    paragraph(run('Two.'), 'Quote'),
    paragraph(run('let a;'), 'Code'),
    paragraph(run('  let b;'), 'Code'),
  ].join('');
  const { stories } = await readArchive(await openDocuments([document('a.docx', body)]));
  expect(stories[0]?.text.text).toBe('<blockquote><p>One.</p><p>Two.</p></blockquote><pre>let a;\n  let b;</pre>');
});

test('a first row in bold has the headings of a table, and a drop cap is the first letter of its word', async () => {
  const cell = (words: string, properties = '') => `<w:tc>${paragraph(words && run(words, properties))}</w:tc>`;
  const row = (...cells: string[]) => `<w:tr>${cells.join('')}</w:tr>`;
  const body = [
    paragraph(run('F')),
    paragraph(run('og came.')),
    `<w:tbl>${row(cell(''), cell('Ships', '<w:b/>'))}${row(cell('2019'), cell('12'))}</w:tbl>`,
  ].join('');
  const { stories } = await readArchive(await openDocuments([document('a.docx', body)]));
  expect(stories[0]?.text.text).toBe(
    '<p>Fog came.</p><table><tr><th></th><th>Ships</th></tr><tr><td>2019</td><td>12</td></tr></table>',
  );
});

test('a document without a heading has the title of its properties', async () => {
  const { stories } = await readArchive(await openDocuments([document('a.docx', paragraph(run('Text.')))]));
  expect(stories[0]).toMatchObject({ title: 'A property', text: { text: '<p>Text.</p>' } });
});

test('a program is no author', async () => {
  const file = document('a.docx');
  writeZip(
    file,
    parts(BODY).map(({ name, data }) => ({
      name,
      data: data.replace('Ida Holm; Olaf Berg', 'python-docx; Olaf Berg'),
    })),
  );
  const { stories } = await readArchive(await openDocuments([file]));
  expect(stories[0]?.authors).toEqual(['Olaf Berg']);
});

test('a document whose text has another name, as SharePoint gives it, is read', async () => {
  const file = document('a.docx', paragraph(run('Text.')));
  const renamed = parts(paragraph(run('Text.'))).map(({ name, data }) => ({
    name: name.replace('word/document.xml', 'word/document2.xml').replace('document.xml.rels', 'document2.xml.rels'),
    data: data.replace('word/document.xml', 'word/document2.xml'),
  }));
  writeZip(file, renamed);
  const { stories } = await readArchive(await openDocuments([file]));
  expect(stories[0]?.text.text).toBe('<p>Text.</p>');
});

test('other files are errors that say what to do', async () => {
  const read = async (file: string) => readArchive(await openDocuments([file]));
  const file = document('text.docx');
  writeFileSync(file, 'no archive');
  await expect(read(file)).rejects.toThrow(/“text.docx” cannot be imported: It is no ZIP archive/);
  await expect(read('/a/old.doc')).rejects.toThrow(
    '“old.doc” is in the old format of Word. Open it in Word or LibreOffice, and save it as .docx.',
  );
  const damaged = document('damaged.docx', '<w:p>');
  await expect(read(damaged)).rejects.toThrow(
    /^“damaged.docx” cannot be read \(.*\): open it in Word, and save it again.$/s,
  );
});
