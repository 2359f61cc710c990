/** Endings that platforms and mail programs make links of: all countries', and the others that are seen in the wild. */
const countries =
  'ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw';
const others =
  'com net org info biz name pro edu gov mil int arpa mobi tel asia cat jobs travel aero coop museum post xxx app dev page web site website online store shop shopping sale deals blog news media press live video tv stream cloud host hosting space tech technology digital software systems solutions services support help care center company group team agency studio design art email mail chat social club community network link links click top xyz icu vip win bid loan men work works world today life fun lol fit cool best one zone wiki zip mov foo new bot gle goo dad esq phd prof nexus meme rsvp ing day boo how soy moe bank cash money finance financial credit creditcard insurance pay exchange trade trading market markets capital fund gold game games bet casino poker sex porn adult dating download review reviews science party racing date faith accountant cricket stream gdn bar pub restaurant pizza coffee cafe hotel tours flights holiday vacations house land property auction rent cars auto bike boats outdoor golf ski surf run yoga fitness health doctor clinic dental hospital pharmacy school academy college university courses training education guide how law legal attorney tax gmbh ltd llc inc srl eus gal bzh paris london berlin hamburg koeln cologne bayern wien swiss madrid barcelona amsterdam nyc tokyo africa lat ong ngo earth green eco bio organic farm garden pet dog horse fish kids baby family love gay black blue red pink pics photo photos photography gallery camera audio music band dance theater show movie film fan fans bingo kim ren wang xin ltda rest monster quest cyou sbs cfd bond beauty hair skin makeup lat autos boats homes motorcycles yachts example test invalid local localhost onion internal lan';

const known = new Set(`${countries} ${others}`.split(' '));

export const isTopLevelDomain = (label: string): boolean =>
  known.has(label) || label.startsWith('xn--') || /[^\0-\x7F]/.test(label);

/** Endings that are words, too: "Danke.Es tut uns leid" lacks a blank. */
export const isAlsoWord = (label: string): boolean => words.has(label);
const words = new Set(
  'ad al am as at ba be by ci da de do du el en er es et eu id ii il im in io is it la le li lo ma me mi mo mu my na ne no nu oh om os pa pm re sa se si so st su te to tu um un us va ve vi wo we help sale today support one best new how'.split(
    ' ',
  ),
);
