// The first ten minutes: a card with four things to try, and after each what to look at.
import { make } from "./dom.js";

const CLOSED = "thinktwice-tour-closed";
const TEXTS = {
  en: {
    title: "Four things to try",
    lead: "Each button types for you. Nothing leaves this machine until you connect a model.",
    close: "Close the tour",
    back: "It comes back with /thinktwice tour.",
    hide: "Hide this hint",
    steps: [
      {
        button: "Ask something quick: what does HTTP 429 mean?",
        channel: "general",
        text: "what does HTTP 429 mean?",
        look: "Look at the line under the answer: who answered, and why. “Why?” shows the whole decision.",
      },
      {
        button: "Ask something that matters: should we sign clause 9.2?",
        channel: "legal",
        text: "should we sign clause 9.2?",
        thread: true,
        look: "Look at who was asked this time, and at the words that decided it. “What if…” under “Why?” lets you change them.",
      },
      {
        button: "Summarize the incident thread",
        channel: "incident-checkout",
        text: "summarize this thread",
        thread: true,
        look: "Look at what was read: 62 messages, an alert without text of its own, a log file; and what was not, with the reason.",
      },
      {
        button: "Ask it again and see the memory",
        channel: "general",
        text: "what does HTTP 429 mean?",
        look: "Look at the footer: it came from memory, for this channel only. “Ask again” skips the memory.",
      },
    ],
  },
  zh: {
    title: "可以试试这四件事",
    lead: "点按钮就替你输入。连接模型之前,什么都不会离开这台电脑。",
    close: "关闭导览",
    back: "输入 /thinktwice tour 可再次打开。",
    hide: "收起提示",
    steps: [
      {
        button: "问个简单的:HTTP 429 是什么意思?",
        channel: "general",
        text: "HTTP 429 是什么意思?",
        look: "看回答下面那一行:谁回答的、为什么。点“Why?”可以看到整个判断过程。",
      },
      {
        button: "问个要紧的:9.2 条能签吗?",
        channel: "legal",
        text: "合同的 9.2 条我们能签吗?",
        thread: true,
        look: "看这次由谁来回答,是哪些词决定的。在“Why?”里的“What if…”可以改改看。",
      },
      {
        button: "总结事故讨论串",
        channel: "incident-checkout",
        text: "请总结这个讨论串",
        thread: true,
        look: "看它读了什么:62 条消息、一条只有附件文字的告警、一个日志文件;没读的也会写明原因。",
      },
      {
        button: "再问一次,看看缓存",
        channel: "general",
        text: "HTTP 429 是什么意思?",
        look: "看页脚:这次来自缓存,只在本频道有效。点“Ask again”可以跳过缓存。",
      },
    ],
  },
};

/** Draws the card into `card` and hints into `hint`; `act` goes, opens threads and says things. */
export function tour(card, hint, act) {
  const said = navigator.language.toLowerCase().startsWith("zh") ? TEXTS.zh : TEXTS.en;
  let closed = localStorage.getItem(CLOSED) === "yes";

  const look = (step) => {
    const away = make("button", { class: "plain", type: "button", onclick: () => (hint.hidden = true) }, said.hide);
    hint.replaceChildren(make("span", {}, step.look), away);
    hint.hidden = false;
  };
  const take = async (step) => {
    await act.go(step.channel);
    if (step.thread) await act.openFirst();
    await act.say(step.text, Boolean(step.thread));
    look(step);
  };
  const close = () => {
    closed = true;
    localStorage.setItem(CLOSED, "yes");
    hint.hidden = true;
    draw(act.channel());
    act.focus();
  };
  const draw = (channel) => {
    card.hidden = closed || channel !== "general";
    if (card.hidden || card.childElementCount) return;
    const steps = said.steps.map((step) =>
      make("li", {}, make("button", { class: "step", type: "button", onclick: () => act.guarded(() => take(step)) }, step.button)),
    );
    card.append(
      make("h3", { id: "tour-title" }, said.title),
      make("p", { class: "note" }, said.lead),
      make("ol", {}, ...steps),
      make("button", { class: "plain", type: "button", onclick: close }, said.close),
      make("span", { class: "note" }, said.back),
    );
  };
  return {
    draw,
    /** Back again, in #general. */
    show: async () => {
      closed = false;
      localStorage.removeItem(CLOSED);
      await act.go("general");
      draw("general");
      card.querySelector("button").focus();
    },
  };
}
