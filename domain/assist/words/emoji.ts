/** Emoji that tell of a mood in every language, and what is typed for them. */
export const pleased = setOf(
  '😍 🥰 😘 ❤ 🧡 💛 💚 💙 💜 🖤 💕 💖 😊 🙂 😃 😄 😁 🤩 👍 🙌 🎉 🥳 💪 🔥 🚀 🤗 👌 ⭐ 🌟 💯 🫶 ☺ 😎 👏 🏆 :) :-) =) :D :-D =D <3',
);

export const displeased = setOf(
  "😡 🤬 😠 😤 👎 😞 😔 😢 😭 😩 😫 🤮 🤢 💔 😒 😣 😖 🖕 ☹ 🙁 💩 😑 🤦 😾 :( :-( =( :'( :/ :-/ :| </3",
);

/** "Nice way to treat people 🙄": they take the kind words with them. */
export const ironic = setOf('🙄 🤡 🙃 😏 🤨');

function setOf(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}
