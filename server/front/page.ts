// The clinic's public page as HTML: no script, one small style in it, readable without anything loaded.
import { claim, INSTRUMENTS, STRENGTH_WORDS } from '@chairside/core/intake'
import type { Language } from '@chairside/core/shared'
import { Html, html } from './html.ts'
import { sheetOf } from './questions.ts'
import { SAFETY, type Screened, type Sheet } from './screen.ts'
import { FRONT } from './words.ts'

export type FrontClinic = {
  readonly page: string; readonly name: string; readonly is_demonstration: boolean
  readonly sites: readonly { readonly name: string; readonly address: string | null; readonly phone: string | null }[]
  /** The clinic's own words: part -> text. */
  readonly texts: Readonly<Record<string, string>>
}
export const PARTS = ['intro', 'team', 'cost', 'hours', 'directions'] as const

const STYLE = new Html(`<style>
:root{color-scheme:light dark;--ground:#f6f3ed;--card:#fffdf9;--ink:#1b282c;--soft:#55636a;--line:#dcd5c8;--act:#1e5a62;--act-ink:#fff;--act-soft:#dfecec}
@media (prefers-color-scheme:dark){:root{--ground:#12100e;--card:#1b1815;--ink:#d8cfc1;--soft:#a89e91;--line:#352f29;--act:#7fb7b5;--act-ink:#07191a;--act-soft:#1b2c2d}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:1.0625rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
a{color:var(--act)}.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.7rem 1rem}
.crisis{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;justify-content:center;align-items:center;padding:.35rem 1rem;background:var(--act);color:var(--act-ink);font-weight:600}.crisis a{color:inherit;display:inline-flex;align-items:center;min-height:44px}
header,main,footer{max-width:46rem;margin:0 auto;padding:1rem 1.25rem}header{display:flex;justify-content:space-between;align-items:center;gap:1rem;font-weight:650}header a{display:inline-flex;align-items:center;min-height:44px}
h1{font-size:clamp(2rem,6vw,3.1rem);line-height:1.12;letter-spacing:-.022em;margin:1.2rem 0 .8rem;text-wrap:balance}h2{font-size:1.5rem;line-height:1.25;letter-spacing:-.01em;margin:0 0 .6rem}p{margin:0 0 .8rem;text-wrap:pretty}.lead{font-size:1.25rem;color:var(--soft)}
section{padding:1.7rem 0;border-top:1px solid var(--line)}section:first-of-type{border-top:0}
.act{display:inline-flex;align-items:center;justify-content:center;min-height:54px;padding:.4rem 1.5rem;border-radius:14px;border:0;background:var(--act);color:var(--act-ink);font:inherit;font-weight:650;text-decoration:none;cursor:pointer}.act.quiet{background:var(--act-soft);color:var(--act)}.acts{display:flex;flex-wrap:wrap;gap:.7rem;margin:1rem 0}
.claim{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:.9rem 1.1rem;margin:0 0 .7rem}.claim p{margin:0}.claim summary{min-height:44px;display:inline-flex;align-items:center;gap:.5rem;cursor:pointer;color:var(--soft);font-size:.9375rem;font-weight:600}
.dots{display:inline-flex;gap:3px}.dots i{width:9px;height:9px;border-radius:50%;border:1.5px solid var(--act)}.dots i.on{background:var(--act)}
fieldset{border:0;margin:0 0 1.2rem;padding:0}legend{font-weight:600;padding:0;margin-bottom:.5rem}.opts{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.5rem}.opts label{display:flex;gap:.6rem;align-items:center;min-height:52px;padding:.4rem .9rem;border:1px solid var(--line);border-radius:12px;background:var(--card);cursor:pointer}.opts label:has(:checked){border-color:var(--act);background:var(--act-soft)}input[type=radio],input[type=checkbox]{width:20px;height:20px;accent-color:var(--act);flex:none}
input[type=text],textarea{width:100%;font:inherit;padding:.7rem .9rem;border:1px solid var(--soft);border-radius:12px;background:var(--card);color:inherit;min-height:50px}.field{display:block;margin-bottom:1rem;font-weight:600}.open{border-left:4px solid #b3231d;padding-left:.9rem}.note{border-left:4px solid var(--act);background:var(--act-soft);padding:.9rem 1.1rem;border-radius:10px}
.sites{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:1rem}address{font-style:normal}footer{color:var(--soft);font-size:.9375rem;padding-bottom:3rem}
:focus-visible{outline:3px solid var(--act);outline-offset:3px}@media print{.crisis,.acts,.act{display:none}body{background:#fff}details{display:block}}
</style>`)

function frame(clinic: FrontClinic, language: Language, title: string, path: string, content: Html): string {
  const w = FRONT[language]
  const other = language === 'en' ? 'es' : 'en'
  return `<!doctype html>${html`<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><meta name="description" content="${w.lead}"><link rel="icon" href="/icon.svg"><link rel="alternate" hreflang="${other}" href="/clinic/${clinic.page}/${other}">${STYLE}</head><body>
<a class="skip" href="#main">${w.skip}</a>
<div class="crisis" role="region" aria-label="${w.crisis}"><span>${w.crisis}</span><a href="tel:988">${w.crisisCall}</a><a href="sms:988">${w.crisisText}</a><a href="tel:911">911</a></div>
<header><a href="/clinic/${clinic.page}/${language}" style="text-decoration:none;color:inherit">${clinic.name}</a><nav aria-label="Language"><a href="/clinic/${clinic.page}/${other}${path}" lang="${other}" hreflang="${other}">${w.other}</a></nav></header>
<main id="main">${clinic.is_demonstration ? html`<p class="note">Demonstration: a fictional clinic.</p>` : null}${content}</main>
<footer><p>${w.made}</p></footer></body></html>`.text}`
}

const DOTS: Readonly<Record<string, number>> = { strong: 3, some: 2, little: 1, idea: 1, rule: 3 }
function claimHtml(id: string, language: Language): Html {
  const { says, strength, source } = claim(id)
  const w = FRONT[language]
  return html`<div class="claim"><p>${says[language]}</p><details><summary><span class="dots" aria-hidden="true">${[1, 2, 3].map((n) => html`<i${n <= DOTS[strength]! ? new Html(' class="on"') : null}></i>`)}</span>${w.howSure} ${STRENGTH_WORDS[strength][language]}</summary><p>${w.source}: ${source}</p></details></div>`
}
const paragraphs = (text: string): Html[] => text.split(/\n\s*\n/).map((part) => html`<p>${part}</p>`)

export function frontPage(clinic: FrontClinic, language: Language): string {
  const w = FRONT[language]
  const { texts } = clinic
  const base = `/clinic/${clinic.page}/${language}`
  return frame(clinic, language, clinic.name, '', html`
<h1>${clinic.name}</h1><div class="lead">${texts['intro'] ? paragraphs(texts['intro']) : html`<p>${w.lead}</p>`}</div>
<div class="acts"><a class="act" href="${base}/check">${w.check}</a><a class="act quiet" href="${base}/ask">${w.ask}</a></div>
${w.sections.map((section) => html`<section aria-labelledby="${section.id}"><h2 id="${section.id}">${section.title}</h2>${section.body.map((text) => html`<p>${text}</p>`)}${section.claims.map((id) => claimHtml(id, language))}</section>`)}
<section aria-labelledby="cost"><h2 id="cost">${w.cost}</h2>${paragraphs(texts['cost'] ?? w.costDefault)}</section>
${texts['team'] ? html`<section aria-labelledby="team"><h2 id="team">${w.team}</h2>${paragraphs(texts['team'])}</section>` : null}
<section aria-labelledby="sites"><h2 id="sites">${w.sites}</h2><div class="sites">${clinic.sites.map((site) => html`<address><strong>${site.name}</strong><br>${site.address ? html`${site.address}<br>` : null}${site.phone ? html`<a href="tel:${site.phone.replaceAll(/[^\d+]/g, '')}">${w.call} ${site.phone}</a>` : null}</address>`)}</div>
${texts['hours'] ? html`<h3>${w.hours}</h3>${paragraphs(texts['hours'])}` : null}${texts['directions'] ? html`<h3>${w.directions}</h3>${paragraphs(texts['directions'])}` : null}</section>`)
}

const radio = (name: string, options: readonly (readonly [string, string])[], sheet: Sheet): Html => html`<div class="opts">${options.map(([value, label]) => html`<label><input type="radio" name="${name}" value="${value}"${sheet[name] === value ? new Html(' checked') : null}>${label}</label>`)}</div>`

export function screenPage(clinic: FrontClinic, language: Language, sheet: Sheet, open: readonly string[]): string {
  const { screen: w } = FRONT[language]
  const base = `/clinic/${clinic.page}/${language}`
  const scale = sheet['scale'] === 'phq-9' || sheet['scale'] === 'gad-7' ? sheet['scale'] : null
  if (scale === null) return frame(clinic, language, w.title, '/check', html`<h1>${w.title}</h1><p class="lead">${w.lead}</p><p>${w.kept}</p><form method="post" action="${base}/check"><fieldset><legend>${w.choose}</legend><div class="acts"><button class="act" name="scale" value="gad-7">${w.anxiety}</button><button class="act quiet" name="scale" value="phq-9">${w.depression}</button></div></fieldset></form><p><a href="${base}">${w.back}</a></p>`)
  const { stem, items, answers } = sheetOf(scale, language)
  const yesNo = [['yes', w.yes], ['no', w.no]] as const
  const asked = { danger: w.danger, psychosis: w.psychosis, heart: w.heart, pregnant: w.pregnant, age: w.age }
  return frame(clinic, language, w.title, '/check', html`<h1>${w.title}</h1>${open.length > 0 ? html`<p class="note" role="alert">${w.missing}</p>` : null}<p>${w.kept}</p>
<form method="post" action="${base}/check"><input type="hidden" name="scale" value="${scale}"><p class="lead">${stem}</p>
${items.map((text, i) => html`<fieldset${open.includes(`q${i + 1}`) ? new Html(' class="open"') : null}><legend>${i + 1}. ${text}</legend>${radio(`q${i + 1}`, answers.map((label, value) => [String(value), label] as const), sheet)}</fieldset>`)}
<h2>${w.safety}</h2>${SAFETY.map((name) => html`<fieldset${open.includes(name) ? new Html(' class="open"') : null}><legend>${asked[name]}</legend>${radio(name, yesNo, sheet)}</fieldset>`)}
<button class="act">${w.send}</button></form><p class="soft">${INSTRUMENTS[scale].licence.notice}</p>`)
}

export function resultPage(clinic: FrontClinic, language: Language, screened: Screened): string {
  const w = FRONT[language]
  const [title, body] = w.results[screened.result]
  const base = `/clinic/${clinic.page}/${language}`
  return frame(clinic, language, w.screen.title, '/check', html`<h1>${title}</h1><p class="lead">${body}</p>
${screened.result === 'help' ? html`<div class="acts"><a class="act" href="tel:988">${w.crisisCall}</a><a class="act" href="sms:988">${w.crisisText}</a><a class="act quiet" href="tel:911">911</a></div>` : html`<p>${screened.total === null ? w.results.not : w.results.score(screened.total, INSTRUMENTS[screened.instrument].range!.max, screened.band!)}</p>`}
<div class="acts"><a class="act quiet" href="${base}/ask?scale=${screened.instrument}&result=${screened.result}">${w.ask}</a><a class="act quiet" href="${base}">${w.screen.back}</a></div>`)
}

export function askPage(clinic: FrontClinic, language: Language, typed: Sheet, bad: boolean, done: boolean): string {
  const { inquiry: w, screen } = FRONT[language]
  const base = `/clinic/${clinic.page}/${language}`
  if (done) return frame(clinic, language, w.title, '/ask', html`<h1>${w.thanks}</h1><p class="lead">${w.thanksMore}</p><p><a href="${base}">${screen.back}</a></p>`)
  return frame(clinic, language, w.title, '/ask', html`<h1>${w.title}</h1><p class="lead">${w.lead}</p>${bad ? html`<p class="note" role="alert">${w.bad}</p>` : null}
<form method="post" action="${base}/ask"><label class="field">${w.name}<input type="text" name="name" maxlength="120" autocomplete="name" required value="${typed['name'] ?? ''}"></label><label class="field">${w.contact}<input type="text" name="contact" maxlength="200" required value="${typed['contact'] ?? ''}"></label><label class="field">${w.words}<textarea name="words" rows="4" maxlength="2000">${typed['words'] ?? ''}</textarea></label>
${typed['result'] ? html`<input type="hidden" name="scale" value="${typed['scale'] ?? ''}"><input type="hidden" name="result" value="${typed['result']}"><p class="opts"><label><input type="checkbox" name="along" value="yes">${w.screen}</label></p>` : null}<button class="act">${w.send}</button></form>`)
}
