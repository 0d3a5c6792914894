package adaptertest

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// flaw is a promise that an adapter breaks; the words say what it does.
type flaw string

const (
	// Answers.
	showsPrivateToAll flaw = "shows a private answer to others"
	hidesPublic       flaw = "shows a public answer to one person only"
	showsNothing      flaw = "says something where there is nothing to say"
	swapsPeople       flaw = "answers whoever acted last"
	updatesTheLatest  flaw = "updates another message than the one that was pressed"
	updatesAsNew      flaw = "posts an update as a new message"
	// Buttons.
	losesArguments   flaw = "loses a button's argument"
	trimsArguments   flaw = "trims a button's argument"
	cutsArguments    flaw = "cuts the last byte of the longest argument"
	losesCommunities flaw = "loses a button's community"
	mixesButtons     flaw = "gives each button of a row what the first one stands for"
	// Forms.
	losesValues           flaw = "loses all but the first of several picks"
	trimsValues           flaw = "trims what was entered"
	cutsValues            flaw = "cuts what was entered"
	losesPrefilled        flaw = "opens forms empty"
	losesHints            flaw = "loses hints"
	losesFaults           flaw = "shows a form again without its faults"
	closesAmended         flaw = "closes a form that has faults"
	mixesForms            flaw = "takes a form for somebody else's who has the same one open"
	forgetsWhereFormsWere flaw = "forgets which message's button opened a form"
	// Texts.
	letsMarkupThrough   flaw = "lets markup through"
	letsMentionsThrough flaw = "lets mentions through"
	cleansText          flaw = "removes characters that cannot be seen"
	unescapesText       flaw = "takes text for HTML"
	linksAnywhere       flaw = "makes a link of any address"
	cutsText            flaw = "cuts a long text"
	showsTheFirstPage   flaw = "shows only the first message of several"
	losesLabels         flaw = "loses the labels of facts"
	losesFiles          flaw = "loses files"
	// Time.
	acknowledgesEarly flaw = "acknowledges early"
	neverAcknowledges flaw = "does not acknowledge in time"
	showsLateToAll    flaw = "shows a late private answer to others"
	dropsLateAnswers  flaw = "drops late answers"
	updatesLateAsNew  flaw = "posts a late update as a new message"
	// Sending.
	sendsTwice        flaw = "sends twice under the same key"
	namesMessagesAnew flaw = "returns a reference that no message has"
	leavesThreads     flaw = "posts into the channel instead of the thread"
	editsAsNew        flaw = "posts an edit as a new message"
	sendsToOthers     flaw = "sends to somebody else"
	sendsToNobody     flaw = "sends to people who are gone or take no messages"
	retriesLost       flaw = "sends again when the reply was lost"
	deniesLost        flaw = "calls a message refused whose reply was lost"
	doesNotFind       flaw = "says that a message was not sent which was"
	asksAtOnce        flaw = "asks to try again at once"
	triesForever      flaw = "asks to try again what is refused"
	doesNotStop       flaw = "does not stop when its token is refused"
	// People.
	losesRoles            flaw = "knows no groups"
	makesEverybodyInsider flaw = "takes people from outside for insiders"
	inventsZones          flaw = "names a zone that there is not"
	speaksJapanese        flaw = "speaks Japanese with everybody"
	// Events.
	losesChannels      flaw = "does not say where something was typed"
	numbersByPerson    flaw = "gives all events of a person the same id"
	numbersDeliveries  flaw = "gives each delivery an id of its own"
	lowersCommands     flaw = "writes commands in small letters"
	escapesWords       flaw = "escapes what people wrote to it"
	losesAuthors       flaw = "takes who uses a shortcut for who wrote the message"
	readsOneLine       flaw = "reads the first line of a message only"
	losesOffers        flaw = "shows the first completion only"
	showsHomeElsewhere flaw = "shows the home page as a message"
	hidesCommands      flaw = "offers the first command only"
	// Links.
	deafAfterReconnect flaw = "loses what is written while it connects again"
	// Operation.
	neverReady            flaw = "is never ready"
	losesLinks            flaw = "has fewer connections than it wants"
	findsInOneLanguage    flaw = "words its findings in one language"
	checksForeignChannels flaw = "checks channels of other platforms"
	ownsEverything        flaw = "names owners of a community that is not there"
	namesForeignOwners    flaw = "names owners on another platform"
	answersStrangers      flaw = "answers requests that nobody signed"
	// End.
	hurriesTheEnd flaw = "ends without waiting for answers"
)

// mutants are flaws with a check that has to see each, and some of what it has
// to say.
var mutants = []struct {
	flaw  flaw
	check string
	says  string
}{
	{showsPrivateToAll, "answers/private", "but there is on everybody's screen (hana, ken, mei), in #general"},
	{hidesPublic, "answers/public", "expected on everybody's screen (hana, ken, mei), in #random"},
	{showsNothing, "answers/nothing", "but there is on hana's screen"},
	{swapsPeople, "answers/each to their own", "expected on hana's screen"},
	{updatesTheLatest, "answers/update of a channel's message", `in the place of the message that began "The first."`},
	{updatesAsNew, "answers/update of a channel's message", `in the place of the message that began "The first."`},
	{updatesAsNew, "answers/update of a direct message", `in the place of the message that began "An offer."`},
	{losesArguments, "buttons/argument", `Arg:"g1"`},
	{trimsArguments, "buttons/argument", `Arg:" leading and trailing "`},
	{cutsArguments, "buttons/argument", "what a pressed button stands for"},
	{losesCommunities, "buttons/community", `Community:"globex"`},
	{mixesButtons, "buttons/many", "of 25 buttons stands for"},
	{losesValues, "forms/entered", "field topics"},
	{trimsValues, "forms/entered", "field name"},
	{cutsValues, "forms/at the limits", "field f0"},
	{losesPrefilled, "forms/prefilled", "= 田中 花"},
	{losesHints, "forms/every kind of field", "- 例：田中 花"},
	{losesFaults, "forms/faults", "fault hours:"},
	{closesAmended, "forms/faults", "expected on ken's screen, in a form"},
	{mixesForms, "forms/two people", "who sent it"},
	{forgetsWhereFormsWere, "forms/from a button", `in the place of the message that began "The second gig."`},
	{letsMarkupThrough, "texts/in an answer", "expected on everybody's screen"},
	{letsMentionsThrough, "texts/for one person", "everybody was notified"},
	{letsMentionsThrough, "texts/in what is sent", "everybody was notified"},
	{cleansText, "texts/in an answer", `\u{200b}`},
	{unescapesText, "texts/on a home page", "&lt;b&gt;"},
	{linksAnywhere, "texts/addresses", "where no link may lead"},
	{cutsText, "texts/too long", "expected on hana's screen a private answer of 2000 words, whole or not at all; but there are"},
	{showsTheFirstPage, "texts/too long", "whole or not at all; but there are"},
	{losesLabels, "answers/every kind of block", "Pay: JPY"},
	{losesFiles, "sending/files", "expected something on a screen"},
	{acknowledgesEarly, "time/form comes first", "expected on hana's screen, in a form"},
	{acknowledgesEarly, "time/faults come first", "fault hours"},
	{neverAcknowledges, "time/late private answer", "expected on hana's screen"},
	{showsLateToAll, "time/late private answer", "but there is on everybody's screen"},
	{showsLateToAll, "time/late answer to a press", "but there is on everybody's screen"},
	{dropsLateAnswers, "time/late answer to a form", "expected on hana's screen"},
	{updatesLateAsNew, "time/late update", `in the place of the message that began "The first."`},
	{sendsTwice, "sending/same key", "the reference when the same key was sent again"},
	{namesMessagesAnew, "sending/to a channel and to a person", "the reference that was returned"},
	{leavesThreads, "sending/threads", "in a thread"},
	{editsAsNew, "sending/edits", `in the place of the message that began "A card."`},
	{sendsToOthers, "sending/to a channel and to a person", "expected on ken's screen, as a direct message"},
	{sendsToNobody, "sending/to an account that is gone", "expected bot.ErrUnreachable"},
	{sendsToNobody, "sending/closed inbox", "expected bot.ErrUnreachable"},
	{retriesLost, "sending/lost reply", "but there is on everybody's screen"},
	{deniesLost, "sending/lost reply", "expected bot.ErrUncertain"},
	{doesNotFind, "sending/lost reply", "Find"},
	{asksAtOnce, "sending/busy", "expected bot.TryAfter"},
	{triesForever, "sending/rejected", "expected message refused"},
	{doesNotStop, "sending/revoked", "needs repair"},
	{losesRoles, "people/roles", "the roles of hana"},
	{makesEverybodyInsider, "people/roles", "the roles of hana"},
	{inventsZones, "people/profile", "the zone of hana"},
	{speaksJapanese, "people/language", "the language of ken's client"},
	{speaksJapanese, "events/menu", "says about itself to ken"},
	{losesChannels, "events/commands", "where ken acted"},
	{numbersByPerson, "events/each with an id", "that no other event has"},
	{numbersDeliveries, "events/delivered twice", "the id of an event that was delivered again"},
	{lowersCommands, "events/commands", "the line that ken typed"},
	{escapesWords, "events/direct messages", "what hana wrote to the bot"},
	{losesAuthors, "events/shortcuts", "who wrote it"},
	{readsOneLine, "events/shortcuts", "what the message says"},
	{losesOffers, "events/completion", "expected on hana's screen, as completions"},
	{showsHomeElsewhere, "events/home page", "expected on hana's screen, on the home page"},
	{hidesCommands, "events/menu", "/conf ask"},
	{deafAfterReconnect, "links/written during a reconnect", "the bot does not hear of all of them"},
	{neverReady, "operation/ready", "Ready says closed"},
	{losesLinks, "operation/ready", "1 of 2 connections are up"},
	{findsInOneLanguage, "operation/findings", "says nothing in the language en"},
	{checksForeignChannels, "operation/findings", "from 1 to 2"},
	{ownsEverything, "operation/owners", "expected none, and no error"},
	{namesForeignOwners, "operation/owners", "the platform of an owner's account"},
	{answersStrangers, "operation/unsigned requests", "that nobody signed is answered with 200"},
	{hurriesTheEnd, "end/while the bot answers soon", "The adapter did not wait"},
}

// inMemory is the platform in memory, with an adapter that has a flaw.
func inMemory(f flaw, traits bot.Traits) Platform {
	const patience = 800 * time.Millisecond // on a busy machine, too, time enough to be quick
	return Platform{
		Stage:    func(testing.TB) Stage { return newMemoryAdapter(f, traits, patience) },
		Patience: patience, wait: patience / 4,
	}
}

func roomy() bot.Traits {
	return bot.Traits{Platform: "paper", FormFields: 100, InlineFaults: true, Repeatable: true}
}

func cramped() bot.Traits { return bot.Traits{Platform: "paper", FormFields: bot.MaxFields} }

// The suite passes an adapter that keeps its promises, on each kind of screen.
func TestSound(t *testing.T) {
	t.Run("roomy", func(t *testing.T) { Run(t, inMemory("", roomy())) })
	t.Run("cramped", func(t *testing.T) { Run(t, inMemory("", cramped())) })
}

// The suite fails an adapter that breaks one of them, and says which.
func TestMutants(t *testing.T) {
	named := map[string]check{}
	for _, c := range checks() {
		named[c.name] = c
	}
	var all sync.WaitGroup
	defer all.Wait()
	for _, m := range mutants {
		run := func(t *testing.T) {
			c, ok := named[m.check]
			if !ok {
				t.Fatalf("there is no check %q", m.check)
			}
			r := record(t, c, inMemory(m.flaw, roomy()))
			switch {
			case !r.failed:
				t.Errorf("an adapter that %s passes %s: %s", m.flaw, m.check, r.says())
			case !strings.Contains(r.says(), m.says):
				t.Errorf("an adapter that %s fails %s, and nothing tells %q:\n%s", m.flaw, m.check, m.says, r.says())
			}
		}
		all.Go(func() { t.Run(string(m.flaw)+" ("+m.check+")", run) })
	}
}
