// How the panel looks: light and dark, 320 pixels and up, with or without motion. The launcher's own style is in savia.js.

export const STYLES = `
:host{--bg:#fff;--fg:#1b1f23;--soft:#f1f4f5;--line:#c5ccd1;--dim:#515a63;--bad:#b3261e;--good:#17653b;
--on:#fff;color-scheme:light dark}
@supports (color:light-dark(#fff,#000)){:host{--bg:light-dark(#fff,#16191c);--fg:light-dark(#1b1f23,#eceff1);
--soft:light-dark(#f1f4f5,#24292e);--line:light-dark(#c5ccd1,#4a525a);--dim:light-dark(#515a63,#b3bcc4);
--bad:light-dark(#b3261e,#ffb4ab);--good:light-dark(#17653b,#7fdba5)}}
:host([theme=light]){color-scheme:light}
:host([theme=dark]){color-scheme:dark}
@supports (color:lch(from #000 l 0 0)){:host{--on:lch(from var(--c) calc((49.4 - l)*999) 0 0)}}
*{box-sizing:border-box}
[hidden]{display:none!important}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
dialog{position:fixed;inset:auto 20px 84px auto;width:400px;max-width:calc(100vw - 40px);height:640px;
max-height:calc(100dvh - 104px);margin:0;padding:0;border:1px solid var(--line);border-radius:16px;overflow:hidden;
z-index:var(--sav-z-index,100000);background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif;
box-shadow:0 4px 16px #0003;overflow-wrap:anywhere}
dialog[open],.warm{display:flex;flex-direction:column}
.warm:not([open]){visibility:hidden}
:host([position=left]) dialog{inset:auto auto 84px 20px}
dialog p,dialog ol,dialog ul,dialog dl,dialog dd,h2,fieldset{margin:0;padding:0;border:0}
dialog button,dialog input,dialog textarea,dialog select{font:inherit;color:inherit}
dialog :focus-visible,.preview :focus-visible{outline:3px solid currentColor;outline-offset:2px}
.bar :focus-visible{outline-offset:-4px}
.composer textarea:focus-visible{outline-offset:-1px}
dialog a{color:inherit}
.bar{display:flex;align-items:center;gap:4px;padding:6px 8px;min-height:60px;background:var(--c);color:var(--on)}
h2{flex:1;padding:0 8px;font-size:1.125rem;line-height:1.3}
h2:focus-visible{outline-offset:0}
.icon{display:grid;place-items:center;flex:none;width:44px;height:44px;padding:0;border:0;border-radius:10px;
background:none;cursor:pointer;list-style:none}
.icon svg,.tile svg{width:24px;height:24px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;
stroke-linejoin:round}
.menu{position:relative}
.items{position:absolute;right:0;z-index:1;width:260px;padding:4px;border:1px solid var(--line);border-radius:10px;
background:var(--bg);color:var(--fg);box-shadow:0 2px 8px #0004}
.item{display:block;width:100%;min-height:44px;padding:8px 12px;border:0;border-radius:6px;background:none;text-align:start;
cursor:pointer}
.status:not(:empty){padding:8px 16px;background:var(--soft);border-bottom:1px solid var(--line);font-size:.875rem}
.views{flex:1;min-height:0;display:flex}
.view{flex:1;min-width:0;overflow:auto;display:flex;flex-direction:column;gap:10px;padding:16px}
.greeting{font-size:1.25rem;font-weight:600;line-height:1.3}
.home .notice{font-size:.875rem;color:var(--dim)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:8px;list-style:none}
.tiles li:last-child:nth-child(odd){grid-column:1/-1}
.tile{display:flex;align-items:center;gap:10px;width:100%;height:100%;min-height:56px;padding:8px 12px;
border:1px solid var(--line);border-radius:12px;background:var(--bg);text-align:start;line-height:1.25;cursor:pointer}
.tile svg{flex:none}
.tile:hover,.item:hover,.reply:hover{background:var(--soft)}
.view label{font-weight:600}
.view input:not([type=radio]),.view select,.view textarea,.composer textarea{width:100%;min-height:44px;padding:9px 12px;
border:1px solid var(--dim);border-radius:10px;background:var(--bg)}
.main{min-height:44px;padding:8px 18px;border:1px solid #0000;border-radius:22px;background:var(--c);color:var(--on);
font-weight:600;cursor:pointer}
dialog .main{color:var(--on)}
.plain{min-height:32px;min-width:32px;padding:4px 8px;border:0;background:none;text-decoration:underline;cursor:pointer;
text-align:start}
.answers details,.task details{padding:4px 0;border-top:1px solid var(--line)}
.answers summary,.task summary{padding:10px 0;font-weight:600;cursor:pointer}
.chat{padding:0;gap:0;overflow:hidden;position:relative}
.log{flex:1;min-height:0;overflow:auto;padding:16px;overscroll-behavior:contain}
.log:focus-visible{outline-offset:-4px}
.log ol{display:flex;flex-direction:column;gap:14px;list-style:none}
.log ol>li{display:flex;flex-direction:column;align-items:flex-start;gap:4px;max-width:100%}
.who{font-size:.8125rem;color:var(--dim)}
.bubble{max-width:92%;padding:9px 13px;border-radius:4px 14px 14px;background:var(--soft);white-space:pre-wrap}
.bubble>*+*{margin-top:8px}
.bubble ul{padding-inline-start:20px;white-space:normal}
.log .shopper{align-items:flex-end}
.shopper .bubble{border-radius:14px 4px 14px 14px;background:var(--c);color:var(--on)}
.person .bubble{border:2px solid var(--c)}
.log .notice .bubble{background:none;border:1px dashed var(--dim);font-size:.875rem}
.fate{font-size:.8125rem;color:var(--dim)}
.refused .fate,.problem{color:var(--bad)}
.problem{font-size:.875rem}
.replies{display:flex;flex-wrap:wrap;gap:8px;margin-top:4px}
.reply{min-height:44px;padding:9px 14px;border:1px solid var(--dim);border-radius:22px;background:var(--bg);line-height:1.4}
button.reply{border-color:currentColor;font-weight:600;cursor:pointer}
span.reply{min-height:0;padding:3px 12px;font-size:.875rem;color:var(--dim)}
.reply.chosen{border-width:2px;color:var(--fg)}
.reply.chosen::before{content:"✓ "}
.typing{padding:0 16px;font-size:.875rem;color:var(--dim)}
.typing:not(:empty){padding-bottom:8px}
.newer{position:absolute;inset-inline:0;bottom:8px;margin:auto;width:max-content;min-height:44px;padding:4px 16px;
border:1px solid var(--dim);border-radius:22px;background:var(--bg);cursor:pointer}
.composer{display:flex;flex-wrap:wrap;align-items:flex-end;gap:6px;padding:8px;border-top:1px solid var(--line);
padding-bottom:calc(8px + env(safe-area-inset-bottom))}
.composer .problem:not(:empty),.joined:not(:empty){flex:1 0 100%;padding:0 8px}
.composer .problem:empty,.joined:empty{display:none}
.composer textarea{flex:1;width:0;max-height:132px;resize:none;field-sizing:content}
.composer textarea[aria-invalid]{border:2px solid var(--bad)}
.composer .send{background:var(--c);color:var(--on)}
.file{font-size:.875rem}
@media (max-width:480px),(max-height:480px){dialog{inset:0!important;width:100%;max-width:none;height:100dvh;
max-height:none;border:0;border-radius:0}}
@media (forced-colors:active){.bubble,.tile,.main{border:1px solid}}
@media print{dialog,.preview{display:none!important}}
`;

// Later

export const STYLES_LATER = `
.preview{position:fixed;right:20px;bottom:84px;z-index:var(--sav-z-index,100000);display:flex;max-width:min(320px,90vw);
border-radius:12px;background:var(--bg);color:var(--fg);font:15px/1.4 system-ui,sans-serif;box-shadow:0 2px 10px #0005}
:host([position=left]) .preview{right:auto;left:20px}
.preview button{font:inherit;color:inherit;padding:10px;overflow-wrap:anywhere}
.preview svg{width:20px;height:20px;stroke:currentColor;stroke-width:2}
.card{width:92%;padding:10px 13px;border:1px solid var(--line);border-inline-start:5px solid var(--dim);border-radius:8px}
.card.covered,.card.available,.card.not_recalled{border-inline-start-color:var(--good)}
.card.expired,.card.recalled,.card.recall{border-inline-start-color:var(--bad)}
.card-title{font-weight:600}
.card dl>div{display:flex;flex-wrap:wrap;gap:0 8px;margin-top:4px;font-size:.9375rem}
.card dt{color:var(--dim)}
.card dt::after{content:"\\00a0:"}
.rating,.thanks{padding:12px 16px;border-top:1px solid var(--line);max-height:60%;overflow:auto;flex:none}
.rating{position:relative;display:flex;flex-direction:column;gap:8px}
.rating .icon{position:absolute;top:2px;right:4px}
.rating .main{align-self:flex-start}
.rating legend{font-weight:600;padding:0 44px 0 0}
.rating:not(:has(:checked)) .comment{display:none}
.scores{display:flex;gap:4px;margin-top:6px}
.scores label{flex:1;display:flex;flex-direction:column;align-items:center;gap:2px;min-height:44px;padding:4px 0;
font-weight:400;text-align:center;cursor:pointer}
.scores span{font-size:.75rem;line-height:1.2}
input[type=radio]{width:24px;height:24px;margin:0;flex:none;accent-color:var(--c)}
.task form,.result{display:flex;flex-direction:column;gap:14px;align-items:stretch}
.task .main{align-self:flex-start}
.task>div{display:flex;flex-direction:column;gap:14px}
.row{display:flex;flex-direction:column;gap:4px}
.row legend{font-weight:600;padding:0}
.row .choice{display:flex;align-items:center;gap:10px;min-height:40px;font-weight:400}
.hint{font-size:.875rem;color:var(--dim)}
.hint:empty,.problem:empty{display:none}
h3{margin:0;font-size:1.125rem}
.result ul,.result ol,.task ol{padding-inline-start:20px}
.task .card{width:100%}
blockquote{margin:0;padding:10px 14px;border-inline-start:4px solid var(--line);background:var(--soft);white-space:pre-wrap}
`;
