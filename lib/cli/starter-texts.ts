// The texts of a new publication, for its editors to replace, in each language of the interface.

/** The texts of one language: `tagline` and the titles on one line, all others a paragraph. */
export type StarterTexts = Readonly<{
  tagline: string;
  biography: string;
  title: string;
  standfirst: string;
  story: string;
  about: string;
  aboutText: string;
  standards: string;
  standardsText: string;
}>;

/** The texts by language, or by language and script. */
export const STARTER_TEXTS: Readonly<Record<string, StarterTexts>> = {
  ar: {
    tagline: 'أخبار مستقلة',
    biography: 'يكتب هنا ويحرر.',
    title: 'قصتنا الأولى',
    standfirst: 'صحيفة جديدة تبدأ اليوم.',
    story: 'من هنا نروي ما يحدث حولنا. في الأيام القادمة تظهر قصص أخرى في هذه الصفحة.',
    about: 'من نحن',
    aboutText: 'نحن صحيفة صغيرة، ونكتب عن المكان الذي نعيش فيه.',
    standards: 'معاييرنا',
    standardsText: 'نتحقق من كل خبر قبل نشره. وإذا أخطأنا صححنا الخطأ في المقال نفسه، مع التاريخ.',
  },
  bg: {
    tagline: 'Независими новини',
    biography: 'Пише и редактира тук.',
    title: 'Първата ни статия',
    standfirst: 'Ново издание започва днес.',
    story: 'Оттук разказваме какво се случва около нас. През следващите дни на тази страница ще има още статии.',
    about: 'За нас',
    aboutText: 'Ние сме малко издание и пишем за мястото, в което живеем.',
    standards: 'Нашите стандарти',
    standardsText:
      'Проверяваме всяка новина, преди да я публикуваме. Ако сгрешим, поправяме грешката в самата статия, с дата.',
  },
  de: {
    tagline: 'Unabhängige Nachrichten',
    biography: 'Schreibt und redigiert hier.',
    title: 'Unsere erste Geschichte',
    standfirst: 'Eine neue Zeitung fängt heute an.',
    story:
      'Von hier aus berichten wir, was um uns herum geschieht. In den nächsten Tagen stehen auf dieser Seite weitere Geschichten.',
    about: 'Über uns',
    aboutText: 'Wir sind eine kleine Zeitung und schreiben über den Ort, an dem wir leben.',
    standards: 'Unsere Grundsätze',
    standardsText:
      'Wir prüfen jede Nachricht, bevor wir sie veröffentlichen. Machen wir einen Fehler, so berichtigen wir ihn im Artikel selbst, mit Datum.',
  },
  en: {
    tagline: 'Independent news',
    biography: 'Writes and edits here.',
    title: 'Our first story',
    standfirst: 'A new publication begins today.',
    story: 'This is where we report what happens around us. More stories will be on this page in the coming days.',
    about: 'About us',
    aboutText: 'We are a small publication, and we write about the place where we live.',
    standards: 'Our standards',
    standardsText:
      'We check every story before we publish it. When we get something wrong, we correct it in the story itself, with the date.',
  },
  es: {
    tagline: 'Noticias independientes',
    biography: 'Escribe y edita aquí.',
    title: 'Nuestra primera historia',
    standfirst: 'Un nuevo periódico empieza hoy.',
    story:
      'Desde aquí contamos lo que pasa a nuestro alrededor. En los próximos días habrá más historias en esta página.',
    about: 'Quiénes somos',
    aboutText: 'Somos un periódico pequeño y escribimos sobre el lugar donde vivimos.',
    standards: 'Nuestras normas',
    standardsText:
      'Comprobamos cada noticia antes de publicarla. Cuando nos equivocamos, lo corregimos en el propio artículo, con la fecha.',
  },
  fr: {
    tagline: 'L’information indépendante',
    biography: 'Écrit et édite ici.',
    title: 'Notre premier article',
    standfirst: 'Un nouveau journal commence aujourd’hui.',
    story:
      'Nous racontons ici ce qui se passe autour de nous. D’autres articles paraîtront sur cette page dans les prochains jours.',
    about: 'Qui sommes-nous',
    aboutText: 'Nous sommes un petit journal, et nous écrivons sur le lieu où nous vivons.',
    standards: 'Nos principes',
    standardsText:
      'Nous vérifions chaque information avant de la publier. Lorsque nous nous trompons, nous corrigeons l’article lui-même, avec la date.',
  },
  he: {
    tagline: 'חדשות עצמאיות',
    biography: 'כתיבה ועריכה.',
    title: 'הסיפור הראשון שלנו',
    standfirst: 'עיתון חדש מתחיל היום.',
    story: 'מכאן נספר מה קורה סביבנו. בימים הקרובים יופיעו בעמוד הזה סיפורים נוספים.',
    about: 'אודות',
    aboutText: 'אנחנו עיתון קטן, ואנחנו כותבים על המקום שבו אנחנו חיים.',
    standards: 'הכללים שלנו',
    standardsText: 'אנחנו בודקים כל ידיעה לפני הפרסום. כשאנחנו טועים, אנחנו מתקנים את הטעות בכתבה עצמה, עם התאריך.',
  },
  hi: {
    tagline: 'स्वतंत्र समाचार',
    biography: 'यहाँ लेखन और संपादन।',
    title: 'हमारी पहली ख़बर',
    standfirst: 'आज एक नया अख़बार शुरू होता है।',
    story: 'हम यहाँ बताते हैं कि हमारे आसपास क्या हो रहा है। आने वाले दिनों में इस पन्ने पर और ख़बरें होंगी।',
    about: 'हमारे बारे में',
    aboutText: 'हम एक छोटा अख़बार हैं और उस जगह के बारे में लिखते हैं जहाँ हम रहते हैं।',
    standards: 'हमारे मानक',
    standardsText: 'हम हर ख़बर को छापने से पहले जाँचते हैं। जब हमसे ग़लती होती है, तो हम उसी लेख में तारीख़ के साथ उसे सुधारते हैं।',
  },
  id: {
    tagline: 'Berita independen',
    biography: 'Menulis dan menyunting di sini.',
    title: 'Berita pertama kami',
    standfirst: 'Sebuah media baru dimulai hari ini.',
    story:
      'Di sini kami melaporkan apa yang terjadi di sekitar kami. Berita lain akan hadir di halaman ini dalam beberapa hari mendatang.',
    about: 'Tentang kami',
    aboutText: 'Kami media kecil, dan kami menulis tentang tempat kami tinggal.',
    standards: 'Standar kami',
    standardsText:
      'Kami memeriksa setiap berita sebelum menerbitkannya. Jika kami keliru, kami memperbaikinya di berita itu sendiri, dengan tanggalnya.',
  },
  it: {
    tagline: 'Notizie indipendenti',
    biography: 'Scrive e cura i testi qui.',
    title: 'Il nostro primo articolo',
    standfirst: 'Un nuovo giornale comincia oggi.',
    story:
      'Da qui raccontiamo quello che succede intorno a noi. Nei prossimi giorni su questa pagina ci saranno altri articoli.',
    about: 'Chi siamo',
    aboutText: 'Siamo un piccolo giornale e scriviamo del luogo in cui viviamo.',
    standards: 'I nostri principi',
    standardsText:
      'Verifichiamo ogni notizia prima di pubblicarla. Quando sbagliamo, correggiamo l’errore nell’articolo stesso, con la data.',
  },
  ja: {
    tagline: '独立したニュース',
    biography: '執筆と編集を担当。',
    title: '最初の記事',
    standfirst: '新しい新聞が今日始まります。',
    story: 'ここから、私たちの周りで起きていることを伝えます。これから数日のうちに、このページに新しい記事が並びます。',
    about: '私たちについて',
    aboutText: '私たちは小さな新聞で、自分たちが暮らす土地について書いています。',
    standards: '編集方針',
    standardsText: 'どの記事も、掲載する前に事実を確かめます。間違えたときは、その記事の中で日付を添えて訂正します。',
  },
  ko: {
    tagline: '독립 뉴스',
    biography: '이곳에서 쓰고 편집합니다.',
    title: '우리의 첫 기사',
    standfirst: '새 신문이 오늘 시작합니다.',
    story: '우리 주변에서 일어나는 일을 이곳에서 전합니다. 앞으로 며칠 동안 이 페이지에 더 많은 기사가 올라옵니다.',
    about: '소개',
    aboutText: '우리는 작은 신문이며, 우리가 사는 곳에 대해 씁니다.',
    standards: '편집 원칙',
    standardsText: '모든 기사는 싣기 전에 사실을 확인합니다. 틀린 것이 있으면 그 기사에서 날짜와 함께 바로잡습니다.',
  },
  pl: {
    tagline: 'Niezależne wiadomości',
    biography: 'Pisze i redaguje w tym miejscu.',
    title: 'Nasz pierwszy artykuł',
    standfirst: 'Dziś zaczyna się nowa gazeta.',
    story:
      'Stąd opowiadamy o tym, co dzieje się wokół nas. W najbliższych dniach na tej stronie pojawią się kolejne artykuły.',
    about: 'O nas',
    aboutText: 'Jesteśmy małą gazetą i piszemy o miejscu, w którym żyjemy.',
    standards: 'Nasze zasady',
    standardsText:
      'Sprawdzamy każdą wiadomość przed publikacją. Jeśli się pomylimy, poprawiamy błąd w samym artykule, z datą.',
  },
  pt: {
    tagline: 'Notícias independentes',
    biography: 'Escreve e edita aqui.',
    title: 'A nossa primeira história',
    standfirst: 'Um novo jornal começa hoje.',
    story: 'Daqui contamos o que acontece à nossa volta. Nos próximos dias haverá mais histórias nesta página.',
    about: 'Quem somos',
    aboutText: 'Somos um jornal pequeno e escrevemos sobre o lugar onde vivemos.',
    standards: 'Os nossos princípios',
    standardsText:
      'Verificamos cada notícia antes de a publicar. Quando erramos, corrigimos o erro no próprio artigo, com a data.',
  },
  ru: {
    tagline: 'Независимые новости',
    biography: 'Пишет и редактирует здесь.',
    title: 'Наша первая статья',
    standfirst: 'Сегодня начинается новое издание.',
    story:
      'Отсюда мы рассказываем о том, что происходит вокруг нас. В ближайшие дни на этой странице появятся новые статьи.',
    about: 'О нас',
    aboutText: 'Мы небольшое издание и пишем о месте, в котором живём.',
    standards: 'Наши правила',
    standardsText:
      'Мы проверяем каждую новость до публикации. Если мы ошибаемся, то исправляем ошибку в самой статье и указываем дату.',
  },
  tr: {
    tagline: 'Bağımsız haberler',
    biography: 'Burada yazıyor ve düzenliyor.',
    title: 'İlk haberimiz',
    standfirst: 'Yeni bir gazete bugün başlıyor.',
    story: 'Çevremizde olup bitenleri buradan anlatıyoruz. Önümüzdeki günlerde bu sayfada başka haberler de olacak.',
    about: 'Hakkımızda',
    aboutText: 'Küçük bir gazeteyiz ve yaşadığımız yer hakkında yazıyoruz.',
    standards: 'İlkelerimiz',
    standardsText:
      'Her haberi yayımlamadan önce doğruluyoruz. Yanıldığımızda hatayı haberin kendisinde, tarihiyle birlikte düzeltiyoruz.',
  },
  uk: {
    tagline: 'Незалежні новини',
    biography: 'Пише й редагує тут.',
    title: 'Наша перша стаття',
    standfirst: 'Сьогодні починається нове видання.',
    story:
      'Звідси ми розповідаємо про те, що відбувається навколо нас. Найближчими днями на цій сторінці з’являться нові статті.',
    about: 'Про нас',
    aboutText: 'Ми невелике видання і пишемо про місце, де живемо.',
    standards: 'Наші правила',
    standardsText:
      'Ми перевіряємо кожну новину перед публікацією. Якщо ми помиляємося, то виправляємо помилку в самій статті й зазначаємо дату.',
  },
  vi: {
    tagline: 'Tin tức độc lập',
    biography: 'Viết và biên tập tại đây.',
    title: 'Bài viết đầu tiên của chúng tôi',
    standfirst: 'Một tờ báo mới bắt đầu hôm nay.',
    story: 'Từ đây chúng tôi kể những gì xảy ra quanh mình. Trong những ngày tới, trang này sẽ có thêm bài viết.',
    about: 'Về chúng tôi',
    aboutText: 'Chúng tôi là một tờ báo nhỏ và viết về nơi mình sống.',
    standards: 'Nguyên tắc của chúng tôi',
    standardsText:
      'Chúng tôi kiểm chứng mọi tin trước khi đăng. Khi sai, chúng tôi sửa ngay trong bài viết đó và ghi ngày.',
  },
  zh: {
    tagline: '独立新闻',
    biography: '在这里写作和编辑。',
    title: '我们的第一篇报道',
    standfirst: '一份新的报纸今天开始。',
    story: '我们在这里报道身边发生的事。未来几天，这个页面会有更多报道。',
    about: '关于我们',
    aboutText: '我们是一份小报，写的是我们生活的地方。',
    standards: '我们的准则',
    standardsText: '每篇报道发表之前，我们都会核实。如果出错，我们会在文章中更正，并注明日期。',
  },
  'zh-Hant': {
    tagline: '獨立新聞',
    biography: '在這裡寫作和編輯。',
    title: '我們的第一篇報導',
    standfirst: '一份新的報紙今天開始。',
    story: '我們在這裡報導身邊發生的事。未來幾天，這個頁面會有更多報導。',
    about: '關於我們',
    aboutText: '我們是一份小報，寫的是我們生活的地方。',
    standards: '我們的準則',
    standardsText: '每篇報導發表之前，我們都會查證。如果出錯，我們會在文章中更正，並註明日期。',
  },
};

/**
 * Returns the texts in `language`, and the language that they are in: English for a language without texts.
 * A country counts only if it implies a script.
 */
export function starterTexts(language: string): { texts: StarterTexts; isEnglish: boolean } {
  const { language: code = '', script } = new Intl.Locale(language).maximize();
  const known = STARTER_TEXTS[`${code}-${script}`] ?? STARTER_TEXTS[code];
  return { texts: known ?? (STARTER_TEXTS.en as StarterTexts), isEnglish: known === undefined };
}
