# What R's formatting functions make of vectors chosen to be awkward.
# Run in this folder: Rscript report-format.R   (R 4.2.2, jsonlite)
# Writes report-format.json.
suppressMessages(library(jsonlite))
options(digits = 7, width = 80)
set.seed(20240501)
awkward <- list(0, c(0, 0), 1, 100000, 123456, 1234567.8, 1e5, 1e15, 1e-5, c(1, 1e-5), 0.1 + 0.2, 9996,
  99999, 9.9999, 99.99996, c(1e10, 1), c(0.001, 123456), 1e-300, 1e300, c(1e-300, 1), c(-1, 1), -0.00001,
  c(0.5, 2.5, 0.125), 0.15, 2.675, c(NaN, 1.5), c(Inf, 1.25), c(-Inf, 10), 1 / 3, c(1 / 3, 1e3 / 3), 612.1,
  c(612.1002, 35.07171, 654.94), c(18, 162.0000001), c(1e-17, 1e-4), 31.005, 0.99999999, 1e5 + 0.1)
random <- lapply(1:150, function(i)
  signif(rnorm(sample(1:5, 1)) * 10^runif(1, -8, 8) * 10^runif(sample(1:5, 1), -2, 2), sample(c(3, 6, 15), 1)))
number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), as.character(x))
vectors <- lapply(c(awkward, random), function(x) list(x = I(number(x)),
  formatted = lapply(c(1, 3, 4, 5, 7), function(d) I(format(x, digits = d)))))
rounded <- lapply(1:300, function(i) {
  x <- sample(c(rnorm(1) * 10^runif(1, -4, 6), round(rnorm(1) * 100, 2) + 0.005, sample(-50:50, 1) / 8), 1)
  d <- sample(0:6, 1)
  list(x = number(x), digits = d, value = number(round(x, d)))
})
words <- c("(Intercept)", "Days", "temperature.L", "recipeB:temperature^4", "sectorCatholic", "meanses:cses",
  "I(Days^2)", "poly(age, 2)1", "SexMale", "minorityYes", "ethnicityAfrican American", "x", "income_of_household",
  "A:B:C:D:E", "treatmentPlacebo:visit3", "treatmentPlacebo:visit4", "log(weight + 1)", "AEIOUaeiou", "schoolsize1000")
pv <- list(c(0.04, 1e-20), 1e-20, c(0.5, 0.06, 0.001), c(1e-4, 2e-5), c(0.00012, 0.5), 3.26e-06, c(0, 1),
  c(2.2e-16, 0.03), c(NA, 0.2), c(1e-16, 0.123456), c(1e-16, 1e-9, 0.5), 0.049999)
out <- list(made = R.version.string, vectors = vectors, rounded = rounded,
  abbreviated = lapply(list(words, c("temperature.L", "temperature.Q", "temperatureL"), "short"), function(w)
    list(words = I(w), to6 = I(unname(abbreviate(w, 6))), to11 = I(unname(abbreviate(w, 11))))),
  pValues = lapply(pv, function(p) list(x = I(ifelse(is.na(p), "NaN", number(p))),
    to3 = I(format.pval(p, digits = 3)), to4 = I(format.pval(p, digits = 4)))),
  quantiles = lapply(c(5, 6, 10, 33), function(n) { x <- rnorm(n); list(x = number(x),
    at = number(quantile(x, names = FALSE))) }))
write(toJSON(out, digits = I(17), auto_unbox = TRUE), "report-format.json")
