package bot

// Sentence is something to say, in every language that the bot speaks: an
// i18n.Line, which this package cannot name since i18n imports it.
type Sentence interface {
	// Text fills in args as data. An argument that has languages itself, such as
	// a day or another sentence, is said in l, too.
	Text(l Locale, args ...any) Text
	// Plain is Text without styles.
	Plain(l Locale, args ...any) string
}

// Localizer says sentences in one person's language: a Call in that of the
// person who acts, a Reader in that of somebody who is written to.
type Localizer interface {
	// Language is for what is stored in several languages; sentences do not need it.
	Language() Locale
	// Text is the sentence.
	Text(s Sentence, args ...any) Text
	// Label is the sentence without styles, for labels, titles and hints.
	Label(s Sentence, args ...any) string
	// Say is a message of this one sentence, to which blocks can be added.
	Say(s Sentence, args ...any) Message
	// Button is a button that acts in the community where the message is from.
	Button(label Sentence, route, arg string) Button
}

// Reader is a Localizer for somebody who is written to.
type Reader struct {
	Locale Locale
	In     CommunityID // whose bot writes; empty where there are no buttons
}

// Language implements Localizer.
func (r Reader) Language() Locale { return r.Locale }

// Text implements Localizer.
func (r Reader) Text(s Sentence, args ...any) Text { return s.Text(r.Locale, args...) }

// Label implements Localizer.
func (r Reader) Label(s Sentence, args ...any) string { return s.Plain(r.Locale, args...) }

// Say implements Localizer.
func (r Reader) Say(s Sentence, args ...any) Message { return Say(r.Text(s, args...)) }

// Button implements Localizer.
func (r Reader) Button(label Sentence, route, arg string) Button {
	return Button{Label: r.Label(label), Action: Action{Community: r.In, Route: route, Arg: arg}}
}
