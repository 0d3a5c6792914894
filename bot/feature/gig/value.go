package gig

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/schedule"
)

// maxPayment is how many days after delivery payment may take: article 4 of
// the Freelance Act.
const maxPayment = 60

const maxHours = 300

// checkWords refuses text without a letter.
func checkWords(l bot.Localizer, value string) error {
	if !i18n.HasWords(value) {
		return bot.Refuse(l.Text(msgNoWords))
	}
	return nil
}

// open is the rule of a field that may be left open: decided checks what is
// not.
func open(l bot.Localizer, today bot.Date, decided func(string) error) func(string) error {
	return func(value string) error {
		if err := checkWords(l, value); err != nil {
			return err
		}
		if _, is, err := readUndecided(l, value, today); is {
			return err
		}
		return decided(value)
	}
}

var (
	hoursTyped   = regexp.MustCompile(`^(?:月|monthly )?\s*(?:約)?\s*(\d{1,9})\s*(?:時間|h|hours?|hrs?)?\s*(?:(?:/|per |a )\s*(?:月|months?|mo))?$`)
	paymentTyped = regexp.MustCompile(`^(?:納品(?:後|から)|within|delivery \+)?\s*(\d{1,9})\s*(?:日|days?)?\s*(?:以内|後|以内に支払い|after delivery)?$`)
)

// readNumber reads a whole number written with the words around it that typed
// allows; -1 if it is not that.
func readNumber(typed *regexp.Regexp, value string) int {
	m := typed.FindStringSubmatch(strings.ToLower(strings.TrimSpace(norm.NFKC.String(value))))
	if m == nil {
		return -1
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

func checkHours(l bot.Localizer) func(string) error {
	return func(value string) error {
		if n := readNumber(hoursTyped, value); n < 1 || n > maxHours {
			return bot.Refuse(l.Text(msgHours, maxHours))
		}
		return nil
	}
}

func checkPayment(l bot.Localizer) func(string) error {
	return func(value string) error {
		switch n := readNumber(paymentTyped, value); {
		case n < 0:
			return bot.Refuse(l.Text(msgPaymentNumber, maxPayment))
		case n > maxPayment:
			return bot.Refuse(l.Text(msgPaymentLate, maxPayment))
		}
		return nil
	}
}

func checkDeadline(l bot.Localizer, today bot.Date) func(string) error {
	return func(value string) error {
		day, ok := schedule.ParseDay(value, today)
		switch {
		case !ok:
			return bot.Refuse(l.Text(msgDeadlineDay, today.AddDays(9).String()))
		case day.Before(today):
			return bot.Refuse(l.Text(msgDeadlinePast, today))
		case today.AddDays(horizon).Before(day):
			return bot.Refuse(l.Text(msgDeadlineFar, today.AddDays(horizon)))
		}
		return nil
	}
}

func checkPay(l bot.Localizer) func(string) error {
	return func(value string) error {
		if !namesMoney(value) {
			return bot.Refuse(l.Text(msgPay))
		}
		return nil
	}
}

func decidedBy(string) error { return nil }
