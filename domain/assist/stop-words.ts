/**
 * Words that say nothing of what a message is about, folded (fold.ts): grammar, and what people on social media say beside.
 * What a concept knows is never left out.
 */
import type { LanguageCode } from './synonyms/concepts.ts';

const lists: Record<LanguageCode, string> = {
  en: `two three four five six seven eight nine ten
    a about after again all already also always am an and another any anybody anymore anyone are as at away be because been
    before being between both but by can cannot cant come comes could did didn do does doesn doing don dont each else even ever
    every few first for from get gets getting give go going got had has hasn have haven having he her here hers hey hi hello him
    his how however i if im in into is isn it its ive just keep keeps last later least less let like little ll m made make makes
    many may maybe me might more most much must my myself near need needs never new next no nobody not nothing now of ok okay old
    on once one ones only onto or other our out over own per please pls plz quick quite re really s said say saying says see seen
    she should since so some somebody someone something soon still such t take takes than thank thanks thing things that the their
    them then there these they this those though through til till time times to today together told tomorrow tonight too took
    tried try trying twice two u under until up us use used usually ve very want wanted wants was wasn way we week weeks well were
    weren what whats when where which while who whom whose why will with within without won would yes yesterday yet you your youre
    yours ya yo lol omg btw question ago day days month months year years minute minutes hour hours morning evening afternoon good
    guys team know think anything everything wrong right`,
  de: `zwei drei vier funf sechs sieben acht neun zehn
    ab aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bekomme bekommen bekommt
    bereits bin bis bist bitte bloss da dabei dafur daher damit danach dann daran darauf das dass dein deine dem den denn der des
    deshalb dessen dich die dies diese diesem diesen dieser dieses dir doch dort du durch eben ein eine einem einen einer eines
    einfach er es etwas euch euer eure eurem euren eurer fur ganz gar gab geben geht gehe gegen gerade gern gerne gibt habe haben
    habt hab hallo hast hat hatte hatten hey hi hier ich ihm ihn ihnen ihr ihre ihrem ihren im immer in ins ist ja jede jeder
    jetzt kann kannst kein keine keinen konnen konnt konnte krieg kriege kriegen lang lange laut leider lg machen machst macht
    mal man mehr mein meine meinem meinen meiner mich mir mit mochte moin muss musste nach nachdem ne nein nicht nichts nie noch
    nun nur ob oder ohne per pro schon sehr sein seine seit seid selbst sich sie sind so sogar soll sollte sondern sonst stehen
    steht tag tage tagen trotz tut uber um und uns unser unsere unter viel vom von vor wann war ware waren warum was weg weil
    welche welchem welchen welcher welches wem wen wenn wer werde werden wie wieder wieso will wir wird wirklich wo woche wochen
    wollte wurde wurden zu zum zur zwar zwei danke dank guten morgen abend frage jahr jahre jahren monat monate monaten stunde
    stunden minute minuten heute gestern brauche brauch braucht finde finden richtig richtige tage bleibt andert ändert sucht`,
  fr: `deux trois quatre cinq sept huit neuf dix
    a afin ai aie ainsi alors apres as au aucun aucune aussi autre aux avais avait avant avec avez avoir avons beaucoup bien
    bonjour bonsoir bout c ca car ce cela celle celui ces cet cette chez ci comme comment d dans de deja depuis des dessus deux
    dois doit donc du elle en encore enfin entre es est et etais etait etes etre eu eux faire fais fait faut faudrait fois ici il
    ils j je jour jours jusqu l la le les leur lors lui m ma mais me meme merci mes moi moins mois mon n ne ni non nos notre nous
    on ont or ou par parce pas pendant peu peut peuvent peux plus pour pourquoi pouvez puis pu qu quand que quel quelle quelles
    quels qui quoi rien s sa salut sans se semaine semaines ses si soit son sont sous suis sur svp t ta te tes toi ton toujours
    tous tout toute toutes tres trop tu un une va vais vers veux voila vos votre voudrais vous vraiment y an ans annee hier
    demain aujourd hui plait stp question prend temps chercher cherchez normalement bouge marche equipe tour indique`,
  es: `dos tres cuatro cinco seis siete ocho nueve diez
    a acaso ademas ahi ahora al algo alguien algun alguna alli antes aqui asi aun aunque bien bueno buenas buenos cada casi como
    con cual cuales cuando cuanto de del desde despues dia dias donde dos e el ella ellas ellos en entonces entre era es esa ese
    eso esta estaba estado estais estamos estan estar estas este esto estos estoy fue ha haber habeis hace haceis hacer hago hay
    he hemos hola hoy incluso ir la las le les lo los mas me mes meses mi mia mio mis misma mismo mucho muy nada ni no nos
    nosotros nunca o os otra otro para pero poco por porfa porque pone puede pueden puedo pues que quien quiero quisiera saber se
    sea segun semana semanas ser si sido siempre sin sobre sois solo son soy su sus tambien tan tanto te teneis tener tengo ti
    tiene tienen toda todavia todo todos tu tus un una unas uno unos va vais vale vamos van ver vez voy vosotros vuestra vuestras
    vuestro vuestros y ya yo gracias favor noches tardes manana ayer pregunta ano anos deja dejan queda se coger cojo fin ultimo
    vaya anda llega llegado llegar`,
  pt: `dois duas tres quatro cinco seis sete oito nove dez
    a acima agora ainda alguem algum alguma ali antes ao aos apos aquele aqui as assim ate bem boa boas bom cada com como cujo da
    dao daqui das de dela dele depois desde dia dias disso diz do dois dos duas e ela elas ele eles em entao entre era es essa
    esse esta estao estar estas este estou eu faco fazer faz foi fora fim ha hoje ia isso isto ja la lhe logo ma mais mas me meio
    menos mes meses meu meus mesmo minha minhas muito na nada nao nas nem nenhum no nos nossa nosso nova novo num numa nunca o oi
    ola onde ontem os ou outra outro para pela pelo pode podem poder pois por porque posso pouco pra qual quais qualquer quando
    que quem quero quer saber se sem semana semanas sempre ser seu seus si so sobre sou sua suas tambem tanto tao te tem tenho
    tens ter teu tive toda todo todos tu tudo um uma umas uns vai vao vez voces voce vos obrigado obrigada favor tarde noite
    amanha pergunta ano anos anda chega chegar consigo acho servem serve fica deu hora horas ficar ao cima`,
  it: `due tre quattro cinque sei sette otto nove dieci
    a abbiamo ad adesso agli ai al alla alle allo anche ancora avere avete aveva c che chi ci cio ciao come con contro cosa cui
    da dagli dai dal dalla dalle del dei degli della delle dello dentro di devo deve dopo dove due e ed ecco era essere fa fare
    fate fatto fino forse fra gia giorni giorno gli grazie ha hai hanno ho i il in io l la le lei li lo loro ma mai me mese mesi
    mi mia mie miei mio molto ne nei nel nella nelle niente no noi non nostra nostro nulla o oggi ogni oltre oppure per perche
    piu po poco poi posso possiamo potete prendere prima puo qua qual quale quali quando quella quelle quelli quello questa queste
    questi questo qui quindi quanto riesco risulta salve scusate se sei sempre senza settimana settimane si sia siete sono sopra
    sta stata stato stesso su sua sue sul sulla suo suoi te ti tra tre troppo tu tua tuo tutti tutto un una uno va vi voglio voi
    vorrei vostra vostri vostro buongiorno buonasera favore ieri domani domanda anno anni arriva arrivare dimenticato`,
};

/** By which a message without a question mark asks all the same. */
const requests: Record<LanguageCode, string> = {
  en: 'can cant cannot could help how need needs please pls plz want what when where which why would wont',
  de: 'bitte brauche brauch hilfe hilft kann konnt konnten mochte wann warum was welche welcher welches wie wieso wo will wollte',
  fr: 'aide aidez besoin combien comment impossible peux pouvez pourquoi quand quel quelle quels quelles souhaite svp veux voudrais',
  es: 'ayuda como cual cuando cuanto donde necesito podeis podria porfa puede puedo que quiero quisiera',
  pt: 'ajuda ajudem como gostaria onde podem posso preciso quais qual quando quanto quero queria',
  it: 'aiuto bisogno come dove perche posso potete quale quali quando quanto voglio vorrei',
};

const byLanguage = (of: Record<LanguageCode, string>) =>
  Object.fromEntries(
    Object.entries(of).map(([language, words]) => [language, new Set(words.split(/\s+/))]),
  ) as Partial<Record<string, ReadonlySet<string>>>;

/** By language; another's are none. */
export const stopWords = byLanguage(lists);
export const requestWords = byLanguage(requests);
