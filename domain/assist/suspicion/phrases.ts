/**
 * What is said to assistants and not to people, in our six languages. Texts are read in lower case and without accents;
 * `~` stands for a few words of the same sentence.
 */
export type SaidReason =
  | 'overrides_instructions'
  | 'addresses_assistant'
  | 'poses_as_system'
  | 'asks_for_prompt'
  | 'asks_for_actions'
  | 'asks_for_others_data'
  | 'dictates_answer'
  | 'poses_as_tool';

interface Phrase {
  reason: SaidReason;
  pattern: RegExp;
}

const said: Record<SaidReason, readonly string[]> = {
  overrides_instructions: [
    String.raw`\b(?:your only (?:job|task|purpose|goal)|deine einzige aufgabe|ta seule (?:mission|tache)|tu unica (?:tarea|mision)|tua unica (?:tarefa|missao)|tuo unico (?:compito|scopo))\b`,
    String.raw`\b(?:what|everything|all) you (?:were|have been) told\b|\bwas man dir (?:vorher |zuvor )?(?:gesagt|befohlen)|\bce qu'on t'a (?:dit|ordonne)|\blo que te (?:dijeron|han dicho|ordenaron)|\bte han ordenado\b|\bo que te (?:disseram|mandaram)|\bquello che ti hanno (?:detto|ordinato)`,
    String.raw`\b(?:test ?mode|testmodus|debug ?mode|wartungsmodus|mode (?:test|debug|maintenance)|modo (?:de )?(?:prueba|pruebas|teste|depuracion|mantenimiento)|modalita (?:di )?(?:prova|test|debug|manutenzione))\b`,
    String.raw`\bsans restrictions?\b|\bsin filtros\b|\bsem filtros\b|\bsenza filtri\b|\bohne filter und\b|\bunfiltered\b|\bunrestricted\b`,
    String.raw`\b(?:previous|prior|earlier|vorherigen|bisherigen|precedentes|anteriores|precedenti) (?:tasks?|aufgaben|taches|tareas|tarefas|compiti)\b`,
    String.raw`\b(?:stop|quit|no longer|not|instead of|without|against|despite)\b~\b(?:follow\w*|obey\w*|your (?:guidelines|rules|policies|restrictions))\b~\b(?:guidelines|rules|instructions|restrictions|prompt)\b`,
    String.raw`\b(?:deine[nrm]? |tes |tus |(?:as )?tuas |(?:le )?tue )(?:eigenen )?(?:regeln|vorgaben|anweisungen|richtlinien|beschrankungen|consignes|regles|instructions|restrictions|limites|normas|reglas|instrucciones|restricciones|limitaciones|regras|instrucoes|restricoes|regole|istruzioni|restrizioni|limitazioni)\b`,
    String.raw`\b(?:disregard|forget|ignore|vergiss|ignorier\w*|oublie|olvida|esquece|dimentica)\b~\b(?:what came before|what you were told|all that|was (?:man )?dir gesagt|ce qu'on t'a dit|lo que te (?:han )?di\w+|o que te disseram|quello che ti hanno detto)`,
    String.raw`\b(?:override code|safety (?:checks?|rules|filters?) are|admin override|restrictions? (?:are|is) (?:lifted|off)|beschrankungen sind aufgehoben|acceso total|full access (?:is )?granted)\b`,
    String.raw`\b(?:act|behave) as (?:my|a|an|if)\b|\bpretend (?:to be|you)\b|\btu so,? als\b|\bfais comme si tu\b|\bfais semblant\b|\bhaz como si\b|\bfinge (?:que|di|ser)\b|\bfai finta\b|\bfaz de conta\b`,
    String.raw`\b(?:do|tu|fais|haz|faz|fai) (?:exactly|genau|exactement|exactamente|exatamente|esattamente) (?:what|was|ce que|lo que|o que|quello che)\b`,
    String.raw`\b(?:ignore|disregard|forget|override|bypass)\b~\b(?:instructions?|rules?|guidelines?|prompt|polic(?:y|ies)|above|everything (?:before|so far))\b`,
    String.raw`\b(?:ignorier\w*|vergiss|vergesst|missachte\w*)\b~(?:anweisung|\bregeln?\b|vorgaben|richtlinien|alles (?:bisher|oben|davor|vorher))`,
    String.raw`\b(?:ignore[sz]?|oublie[sz]?|neglige[sz]?)\b~(?:instructions|consignes|\bregles\b|tout ce qui precede|ci-dessus)`,
    String.raw`\b(?:ignora\w?|ignores|olvida\w?|omite)\b~(?:instrucciones|\breglas\b|todo lo (?:anterior|que))`,
    String.raw`\b(?:ignora\w?|esquece\w?)\b~(?:instrucoes|\bregras\b|tudo o que)`,
    String.raw`\b(?:ignora|ignori|dimentica)\b~(?:istruzioni|\bregole\b|tutto (?:quanto|quello))`,
    String.raw`\b(?:have no|without (?:any )?|ohne (?:jede )?|sans (?:aucune )?|no tienes|sin|sem|senza) ?(?:rules|restrictions|limits|einschrankung\w*|regeln|limites?|restricciones|reglas|regras|limiti|regole)\b`,
    String.raw`\b(?:jailbreak|developer mode|maintenance mode|dan mode|god mode)\b`,
  ],
  addresses_assistant: [
    String.raw`\b(?:llms?|language models?|sprachmodelle?n?|ki-modelle?|agents? conversationnels?|modeles? de langage|modelos? de lenguaje|modelos? de linguagem|modelli? linguistic[oi]|assistants? virtuels?|asistentes? virtual(?:es)?|assistentes? virtua(?:l|is)|assistent[ei] virtual[ei]|classifier|clasificador|classificador|classificatore|klassifikator)\b`,
    String.raw`\bany (?:ai|chatbot|bot)\b|\b(?:ki|ia|ai) ?: |\bnote interne ia\b|\b(?:which|what) (?:ai |language )?model are you\b|\bwelches modell bist du\b`,
    String.raw`\bi want you to act\b|\b(?:stell dir vor|imagine),? (?:du|you|that you)\b|\bimagina que (?:eres|es)\b|\bimmagina di essere\b|\bimagine que tu\b`,
    String.raw`(?<!')\bai (?:must|should|always|never|may|has to)\b|\b(?:llms?|ki|ia|ai (?:systems?|models?|assistants?|bots?)|ki-systeme?|chatbots?|language models?|sprachmodelle?|modeles? de langage|modelos? de lenguaje|modelos? de linguagem|modelli? linguistic[oi])\b~\b(?:must|should|always|never|have to|muss|mussen|soll|sollen|immer|nie|doit|doivent|toujours|jamais|debe|deben|siempre|nunca|deve|devem|devono|sempre|mai)\b`,
    String.raw`\b(?:instructions?|orders?|consignes?|anweisung(?:en)?|hinweise?|instruccion(?:es)?|instruc(?:ao|oes)|istruzion[ei]|notes?|notas?)\b (?:for|to|an|fur|au|aux|a|all'|alla|al|ai|agli|ao|aos|para|pour|per|zur|zum)\b~(?:\b(?:ai|ki|ia|llm|triage|bots?|chatbots?)\b|\bassisten|\bassistant|\bmodel|\bsprachmodell)`,
    String.raw`(?:^|[\n>"'«„“‘(\[{:;.!?]) ?(?:ai|ki|ia|llm|bot|chatbot|assistant|assistent|asistente|assistente)(?::|,(?= [a-z'"]))`,
    String.raw`\b(?:notes?|hints?|instructions?|messages?|orders?|hinweise?|anweisung(?:en)?|nachricht|consignes?|nota|notas|instruccion(?:es)?|instruc(?:ao|oes)|istruzion[ei]|messaggio|mensaje|mensagem) (?:for|to|an|fur|pour|a|para|per)(?: the| die| das| den| la| el| o| il| los| as| all)? ?(?:l')?(?:ai|ki|ia|assist\w+|asistente|models?|modelos?|modelli?o?|sprachmodell|triage|bots?|llms?|ai assistants?)\b`,
    String.raw`\bif you(?:'re| are) (?:an? )?(?:ai|llm|bot|assistant|language model)|\bwenn du (?:ein|eine) (?:ki|bot|sprachmodell|assistent)|\bsi tu es (?:un|une) (?:ia|bot|modele|assistant)|\bsi eres (?:un|una) (?:ia|bot|modelo|asistente)|\bse (?:es|fores) (?:um|uma) (?:ia|bot|modelo|assistente)|\bse sei (?:un|una|un')\s?(?:ia|bot|modello|assistente)`,
    String.raw`\byou are now\b|\bfrom now on,? (?:you\b|every time|always|act\b|approve|answer)|\b(?:ab jetzt|von nun an) \w+st du\b|\bdu bist (?:jetzt|ab jetzt|nun)\b|\btu es (?:desormais|maintenant)\b|\bdesormais,? tu\b|\ba partir de ahora,? (?:tu|eres|apruebas|respondes|debes|actuas)\b|\ba partir de agora,? (?:tu|es|aprovas|respondes|deves)\b|\b(?:da adesso|da ora in poi|d'ora in poi),? (?:tu|sei|approvi|rispondi|devi)\b`,
    String.raw`\b(?:in|dans) (?:the|this|that|dem|diesem|ce|le|el|este|no|neste|nel) (?:game|spiel|jeu|juego)\b~\b(?:you|du|tu)\b|\ben (?:el|este) juego~\btu\b|\b(?:no|neste) jogo~\btu\b|\b(?:nel|in questo) gioco~\btu\b`,
    String.raw`\balways treat me as\b|\byou (?:agreed|promised) that you would\b`,
  ],
  poses_as_system: [
    String.raw`\bend of (?:the )?(?:customer |user )?(?:messages?|text|input|prompt|conversation|document)\b|\b(?:operator|admin|system) notes?:|\bapply the policy above\b`,
    String.raw`\b(?:ici|hier|qui|aqui|this is)(?: is| ist| e)? (?:the|le|die|il|el|o|a) (?:service informatique|it[- ]abteilung|reparto it|departamento (?:de )?(?:it|informatica)|it (?:department|team)|developer|system)`,
    String.raw`(?:^|\n) ?(?:#|\*|-|=|\[){2,} ?(?:system|systeme|sistema|admin\w*|developer|entwickler|important instructions?)\b`,
    String.raw`(?:^|[\n>"'([{]) ?(?:system|systeme|sistema|developer|user)\]?(?: prompt| message)?:|\[/?system\]|<\|\w+\|>|<</?sys>>|#{2,} ?(?:system|instructions?|anweisung|consigne)`,
    String.raw`\b(?:message|instruction|order) (?:from|of) (?:the )?(?:developers?|admin\w*|system)|\bnachricht (?:des|vom) (?:entwicklers?|admin\w*|systems?)|\b(?:message|instruction) (?:du |de l')(?:developpeur|admin\w*|systeme)|\bmensaje del (?:desarrollador|admin\w*|sistema)|\bmensagem do (?:programador|admin\w*|sistema)|\bmessaggio (?:dello |dell'|del )(?:sviluppatore|admin\w*|sistema)`,
    String.raw`\bnew (?:instructions?|polic(?:y|ies)|task|rules?)\s*:|#? ?\b(?:neue anweisung(?:en)?|nouvelles (?:instructions|consignes)|nuevas instrucciones|novas instrucoes|nuove istruzioni)\s*(?::|\n)`,
    String.raw`\b(?:sicherheitsregeln|safety rules|filters?|filtres?|regles de securite|reglas de seguridad|regras de seguranca|regole di sicurezza)\b~(?:\boff\b|disabled|ausgeschaltet|abgeschaltet|desactiv|desativ|disattivat)|\bdesactive~(?:filtres|regles)`,
    String.raw`\b(?:customer|kunde|client|cliente) (?:is|ist|est|esta|e) (?:verified|gepruft|verifiziert|verifie|verificado|verificato)\b`,
    '<!--|```(?:system|prompt|instructions?)|</?(?:untrusted|source|context|system|instructions?|prompt|assistant|user|document)[^<>]{0,80}>',
  ],
  asks_for_prompt: [
    String.raw`\b(?:copy|paste|copia|copia-lo|copialo|copie|kopiere)\b~\b(?:here|hier|ici|aqui|qui)\b~(?:\btext|\btel quel|\btal cual|\binicial|wort)|\byour first message\b|\btexto inicial\b`,
    String.raw`\b(?:hidden|secret|internal|initial|original) (?:rules|instructions|prompt|guidelines)\b|\b(?:rules|instructions|orders) you (?:were|have been|got) (?:given|told)`,
    String.raw`\b(?:anweisungen|regeln|instructions|consignes|instrucciones|reglas|instrucoes|regras|istruzioni|regole)\b~\b(?:hast du|as-tu|tu as (?:recu|recues)|has recibido|recibiste|te (?:han dado|dieron|deram)|recebeste|hai ricevuto|ti hanno dato)\b`,
    String.raw`\b(?:show|print|reveal|repeat|output|write|tell|what is|what's|gib|zeig\w*|nenne|wiederhole|affiche|montre|repete|revele|donne|muestra\w*|repite|revela|dime|mostra\w*|diz|ripeti|rivela|dimmi)\b~(?:\bprompt\b|system-prompt|your (?:own )?instructions|your configuration|the configuration|admin password|text above|everything above|uber dieser nachricht|deine (?:anweisungen|regeln)|tes (?:instructions|consignes)|tus instrucciones|tuas instrucoes|tue istruzioni)`,
    String.raw`\b(?:repeat|wiederhole|repete|repite|ripeti)\b~(?:word for word|verbatim|wort fur wort|mot pour mot|palabra por palabra|palavra por palavra|parola per parola)`,
  ],
  asks_for_actions: [
    String.raw`\b(?:post|poste|publica|pubblica|veroffentliche|send|envoie|manda) (?:it )?(?:directly|directement|directamente|diretamente|direttamente|direkt)\b`,
    String.raw`\btop of the queue\b|\b(?:prioridad|priorite|prioridade|priorita|prioritat) (?:maxima|maximale|massima|hochste|urgente?)\b`,
    String.raw`\b(?:your draft|dein(?:en|em)? entwurf|ton brouillon|tu borrador|teu rascunho|tua bozza)\b`,
    String.raw`\b(?:no need for|without) (?:a |any )?(?:human|agent|approval)\b`,
    String.raw`\b(?:send|post|publish|submit)\b(?! (?:me|us)\b)~\b(?:reply|answer|draft|response)\b~\b(?:now|immediately|at once|automatically|without)\b`,
    String.raw`\b(?:sende|schicke?|veroffentliche)\b(?! (?:mir|uns))~(?:antwort|entwurf)\b(?:~\b(?:sofort|jetzt|automatisch|ohne)\b)?`,
    String.raw`\b(?:envoie|publie|poste)\b(?!-moi)~(?:reponse|brouillon)\b|\b(?:envia|publica)\b(?!-me)~(?:respuesta|borrador|resposta|rascunho)\b|\b(?:invia|pubblica)\b~(?:risposta|bozza)\b`,
    String.raw`\bwithout (?:waiting|asking)~(?:agent|human|approval)|\bohne auf (?:einen|den|die)~zu warten|\bsans attendre l'(?:agent|humain)|\bsin esperar (?:al|a un) (?:agente|humano)|\bsem esperar (?:pelo|por um) (?:agente|humano)|\bsenza aspettare (?:l'operatore|un operatore|un umano)`,
    String.raw`\b(?:skip|bypass|uberspringe?|saute|saltate?|salta)\b~(?:approval|freigabe|genehmigung|validation|aprobacion|aprovacao|approvazione)|\b(?:human approval|validation humaine|freigabe)\b~(?:\boff\b|disabled|desactive|ausgeschaltet)`,
    String.raw`\b(?:mark|markiere|marque|marca|segna)\b~\b(?:conversation|gesprach|conversacion|conversa|conversazione|ticket)\b|\bset (?:the |my )?priority|\bprioritat (?:auf|")|\bmets (?:la )?priorite|\bpon la prioridad|\bpoe a prioridade|\bimposta la priorita|\bclassify this\b`,
    String.raw`\b(?:approve|genehmige|genehmigst|approuve|aprueba|apruebas|aprova|aprovas|approva|approvi)\b~(?:all|every|jede|alle|alles|tout|toutes?|cualquier|todos?|todo|qualquer|tudo|ogni|tutto|any)\b`,
    String.raw`\b(?:grant|concede|accorde|accepte|accetta|aceita|erfulle|obey|obeys|obedece)\b~(?:every|all|everything|toutes|tout|todo|todos|ogni|jeden|always|toujours|siempre|sempre|customer|cliente)\b`,
  ],
  asks_for_others_data: [
    String.raw`\b(?:who|wer|qui|quien|quem|chi)\b (?:else )?(?:has |hat |a |ha |mais |mas |altro )?~\b(?:wrote|written|geschrieben|ecrit|escrito|escreveu|scritto)\b~\b(?:today|heute|aujourd'hui|hoy|hoje|oggi)\b`,
    String.raw`\b(?:phone|numbers?|address(?:es)?|e-?mails?|names?|messages?|conversations?|history|nummern?|adressen?|namen|gesprache|nachrichten|numeros|adresses|noms|correos|telefonos|nombres|telefones|moradas|nomes|telefoni|indirizzi|nomi|numeri)\b~\b(?:other|another|anderen?|autres?|otros?|outros?|altri|altro)\b~\b(?:customers?|kunden|clients?|clientes?|clienti)\b`,
    String.raw`\b(?:customer|person) (?:before|after) me\b|\bkunde vor mir\b|\bclient (?:avant|precedent)\b|\bcliente (?:anterior|precedente|antes de mi|antes de mim|prima di me)\b`,
    String.raw`\b(?:list|give|show|tell|send|nenne|zeig\w*|gib|liste|donne\w*|montre\w*|dame|muestra\w*|da-me|mostra\w*|dammi|elenca)\b~(?:\bother|\banderen?|\bautres|\botros|\boutros|\baltri)\b~(?:customers?|kunden|clients?|clientes|clienti)\b`,
    String.raw`\b(?:list|give me|show me)\b~\b(?:last|all)~\bcustomers\b|\b(?:your|deiner|ta|tu|tua|tuo) (?:customer )?(?:database|datenbank|base de (?:donnees|datos|dados))\b`,
  ],
  dictates_answer: [
    String.raw`\b(?:when|wenn|quand|cuando|quando) (?:you|du|tu) (?:translate|ubersetzt|traduis|traduces|traduzes|traduci)\b~\b(?:change|replace|andere|ersetze|change|cambia|muda|troca|sostituisci)\b`,
    String.raw`\b(?:say|write|include|state|schreib\w*|ecris|escribe|escreve|scrivi|sag|dis|di)\b~\b(?:in|en|na|nella|dans) (?:your|the|deiner?|ta|tu|tua|a tua|la|la tua)? ?(?:next |nachsten |prochaine |proxima |prossima )?(?:answer|reply|response|message to me|antwort|reponse|respuesta|resposta|risposta)\b`,
    String.raw`\b(?:end|begin|start|finish|beginne|beende|commence|termine|empieza|termina|comeca|inizia|concludi)\b~\b(?:every|each|your|jede|deine|chaque|ta|cada|tu|tua|ogni|la tua) (?:answers?|repl(?:y|ies)|response|antwort|reponse|respuesta|resposta|risposta)\b`,
    String.raw`\b(?:your|the) (?:answer|reply|response) (?:must|has to|should|needs to) (?:say|be|read|contain)|\bantwort muss (?:lauten|enthalten)|\breponse doit (?:dire|etre|contenir)|\brespuesta debe (?:decir|ser)|\bresposta (?:tem de|deve) (?:dizer|ser)|\brisposta deve (?:dire|essere)`,
    String.raw`\b(?:answer|respond|reply|antworte|reponds|responde|rispondi)\b~\b(?:only|exactly|nur|seulement|exactement|solo|apenas|soltanto|always|immer|toujours|siempre|sempre)\b(?! (?:in|auf|en|em|by|per|par|por)\b)`,
    String.raw`\b(?:instead of translating|end of translation)\b|\bstatt (?:der|einer) ubersetzung|\bstatt zu ubersetzen|\bau lieu de traduire|\ben (?:lugar|vez) de traducir|\bem vez de traduzir|\binvece di tradurre`,
    String.raw`\b(?:tell|say to|sag\w*|dis|di|di'|diz)\b~\b(?:every|all|jedem|allen|chaque|tous les|todos los|todos os|ogni|tutti i) (?:customers?|kunden|clients?|clientes|clienti)\b`,
    String.raw`\b(?:sag|say|di|dis|diz|di') (?:ja|yes|que si|oui|que sim|si) (?:zu|to|a) (?:allem|everything|todo|tout|tudo|tutto)|\bnothing else:`,
    String.raw`\b(?:decode|decrypt|entschlussel\w*|decodier\w*|decode[sz]?|dechiffre|descifra|decodifica|descodifica)\b~\b(?:do|follow|obey|execute|fuhre|befolge|suis|execute|obedece|ejecuta|executa|esegui)\b`,
    String.raw`\binclude (?:this|the|following)? ?(?:image|link|text)\b~\b(?:in your|reply|answer)\b`,
  ],
  poses_as_tool: [
    String.raw`<(?:tool|img|a|iframe|script|function|invoke|action)\b[^<>]{0,300}>`,
    String.raw`\b(?:close|send|issue|refund|get|set|update|delete|create|approve|mark|escalate|assign|run|exec)_[a-z_]{3,}\b|"name"\s*:\s*"\w+"\s*,\s*"(?:arguments|parameters)"`,
    String.raw`\btool_calls?\b|\bfunction_calls?\b|"role"\s*:\s*"(?:system|assistant|developer|tool)"|\b[a-z]+_[a-z_]+\([^)]{0,40}\)`,
    String.raw`\b(?:call|invoke|rufe|appelle|llama a|chama|chiama)\b~\b(?:function|funktion|fonction|funcion|funcao|funzione|tool)\b`,
    String.raw`\{\s*"(?:status|priority|approved|action|refund|intent|sentiment|arguments|tags)"\s*:`,
  ],
};

/** No whole sentence lies between, and nothing that takes long to look through. */
const few = String.raw`[^.!?\n]{0,60}?`;

export const phrases: readonly Phrase[] = Object.entries(said).flatMap(([reason, patterns]) =>
  patterns.map((it) => {
    return { reason: reason as SaidReason, pattern: new RegExp(it.replaceAll('~', few), 'u') };
  }),
);
