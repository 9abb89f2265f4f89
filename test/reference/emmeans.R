# Makes emmeans.json: estimated marginal means, contrasts and trends by R's emmeans, of tight fits by lme4.
# Rscript test/reference/emmeans.R
#
# emmeans.json is an array of models, each with data, factors, formula and questions; each question has what blup is asked
# (f, specs, by, at, variable, weights, type, ddf; method, adjust, ref, by2 for contrasts) and the tables that emmeans
# gives (joint: those of joint_tests): means and contrasts with names, levels, estimate, se, df, lower, upper, t, p, and as printed. Degrees of freedom come from
# numerical derivatives of lmerTest, or from pbkrtest.
source("test/reference/read.R")
source("test/reference/marginal-means.R")
suppressPackageStartupMessages({
  library(emmeans)
  library(jsonlite)
  library(splines)
})
emm_options(pbkrtest.limit = 1e4, lmerTest.limit = 1e5)
control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-11, maxfun = 1e5), calc.derivs = FALSE,
  check.conv.singular = "ignore")

hsb <- list(data = "hsb.csv", factors = c("sector"))
models <- list(
  c(list(data = "cake.csv", factors = "temperature", formula = "angle ~ recipe * temperature + (1 | recipe:replicate)",
    questions = list(
      list(f = "emmeans", specs = "recipe", method = "pairwise"),
      list(f = "emmeans", specs = "temperature", method = "poly"),
      list(f = "emmeans", specs = "temperature", by = "recipe", method = "pairwise"),
      list(f = "emmeans", specs = "recipe", by = "temperature", method = "trt.vs.ctrl", ref = 2),
      list(f = "emmeans", specs = c("recipe", "temperature"), method = "pairwise", adjust = "holm"),
      list(f = "emmeans", specs = c("recipe", "temperature"), by2 = "recipe", method = "consec", adjust = "fdr"),
      list(f = "emmeans", specs = "recipe", method = "eff"),
      list(f = "emmeans", specs = "recipe", method = "revpairwise", adjust = "bonferroni"),
      list(f = "emmeans", specs = "temperature", method = list(ends = c(-1, 0, 0, 0, 0, 1), rest = c(-.25, .5, -.25, -.25, .5, -.25)), adjust = "sidak"),
      list(f = "emmeans", specs = "recipe", at = list(temperature = c("175", "225")), level = 0.9, method = "pairwise"),
      list(f = "emmeans", specs = "1"),
      list(f = "emmeans", specs = "recipe", ddf = "kenward-roger", method = "pairwise"),
      list(f = "emmeans", specs = "temperature", by = "recipe", ddf = "kenward-roger", method = "consec", adjust = "none")))),
  c(list(data = "cake.csv", factors = character(0), formula = "angle ~ recipe * poly(temp, 2) + (temp | recipe:replicate)",
    questions = list(
      list(f = "emmeans", specs = "recipe", method = "pairwise"),
      list(f = "emmeans", specs = "recipe", by = "temp", at = list(temp = c(180, 220)), method = "pairwise"),
      list(f = "emmeans", specs = c("temp", "recipe"), at = list(temp = c(180, 220)), by2 = "recipe", method = "pairwise"),
      list(f = "emtrends", specs = "recipe", variable = "temp", method = "pairwise"),
      list(f = "emtrends", specs = "recipe", by = "temp", variable = "temp", at = list(temp = c(180, 220)), method = "pairwise")))),
  list(data = "oats.csv", factors = character(0), formula = "yield ~ Variety * nitro + (1 | Block/Variety)",
    questions = list(
      list(f = "emmeans", specs = "Variety", method = "pairwise"),
      list(f = "emmeans", specs = "Variety", method = "pairwise", ddf = "kenward-roger"),
      list(f = "emtrends", specs = "Variety", variable = "nitro", method = "pairwise"),
      list(f = "emtrends", specs = "1", variable = "nitro"))),
  list(data = "oats.csv", factors = character(0), formula = "log(yield) ~ Variety + factor(nitro) + (1 | Block/Variety)",
    questions = list(
      list(f = "emmeans", specs = "Variety", type = "response", method = "pairwise"),
      list(f = "emmeans", specs = "nitro", type = "response", method = "consec", adjust = "none"),
      list(f = "emmeans", specs = "nitro", method = "poly"))),
  list(data = "oats.csv", factors = character(0), formula = "sqrt(yield) ~ Variety + nitro + (1 | Block/Variety)",
    questions = list(list(f = "emmeans", specs = "Variety", type = "response", method = "pairwise"))),
  list(data = "machines.csv", factors = "Worker", formula = "score ~ Machine + (1 | Worker/Machine)",
    questions = list(
      list(f = "emmeans", specs = "Machine", method = "pairwise"),
      list(f = "emmeans", specs = "Machine", method = "trt.vs.ctrl"),
      list(f = "emmeans", specs = "Machine", method = "pairwise", ddf = "kenward-roger"))),
  list(data = "hsb.csv", factors = "sector", formula = "mathach ~ sector * cses + sector * meanses + female + (cses | school)",
    questions = list(
      list(f = "emmeans", specs = "sector", method = "pairwise"),
      list(f = "emmeans", specs = "sector", weights = "proportional", method = "pairwise"),
      list(f = "emmeans", specs = c("sector", "female")),
      list(f = "emmeans", specs = "sector", by = "cses", at = list(cses = c(-1, 0, 1), female = 1), method = "pairwise"),
      list(f = "emtrends", specs = "sector", variable = "cses", method = "pairwise"))),
  list(data = "hsb.csv", factors = c("sector", "minority"), formula = "mathach ~ ns(ses, 3) * sector + minority + log(size) + (1 | school)",
    questions = list(
      list(f = "emmeans", specs = "sector", method = "pairwise"),
      list(f = "emmeans", specs = "minority", weights = "proportional", method = "pairwise"),
      list(f = "emtrends", specs = "sector", variable = "ses", method = "pairwise"),
      list(f = "emtrends", specs = "1", variable = "size"))),
  list(data = "mathachieve.csv", factors = character(0), formula = "MathAch ~ Sex * Minority + Sex:SES + I(SES^2) + (1 | School)",
    questions = list(
      list(f = "emmeans", specs = "Sex", by = "Minority", method = "pairwise"),
      list(f = "emmeans", specs = "Minority", weights = "proportional", method = "pairwise"),
      list(f = "emtrends", specs = "Sex", variable = "SES", at = list(SES = 0.5), method = "pairwise"))),
  # Cells that no row has: what is not estimable is NA.
  list(data = "cake.csv", factors = "temperature", omit = list(recipe = "C", temperature = c("215", "225")),
    formula = "angle ~ recipe * temperature + (1 | recipe:replicate)",
    questions = list(
      list(f = "emmeans", specs = "recipe", method = "pairwise"),
      list(f = "emmeans", specs = "temperature", by = "recipe", method = "consec", adjust = "none"),
      list(f = "emmeans", specs = "recipe", at = list(temperature = c("175", "185")), method = "pairwise"))),
  # emtrends of emmeans 1.8.4 fails with an offset
  list(data = "mathachieve.csv", factors = character(0), formula = "MathAch ~ Sex + Minority + offset(MEANSES) + offset(exp(SES)) + (1 | School)",
    questions = list(list(f = "emmeans", specs = "Sex", method = "pairwise")))
)

results <- lapply(models, function(spec) {
  d <- readData(spec$data, spec$factors)
  if (!is.null(spec$omit)) d <- d[!(d$recipe %in% spec$omit$recipe & d$temperature %in% spec$omit$temperature), ]
  m <- eval(bquote(lmerTest::lmer(.(as.formula(spec$formula)), d, control = control)))
  spec$software <- paste(software(), "emmeans", packageVersion("emmeans"))
  spec$factors <- I(spec$factors)
  spec$questions <- lapply(spec$questions, function(q) {
    assign("d", d, globalenv())
    emm_options(lmer.df = if (is.null(q$ddf)) "satterthwaite" else q$ddf)
    ask(m, q, d)
  })
  emm_options(lmer.df = "satterthwaite")
  assign("d", d, globalenv())
  j <- tryCatch(suppressMessages(as.data.frame(joint_tests(m))), error = function(e) NULL)
  if (!is.null(j)) {
    spec$joint <- list(term = I(trimws(as.character(j$`model term`))), df1 = I(j$df1), df2 = I(j$df2), f = I(j$F.ratio))
  }
  spec
})
write_json(results, "test/reference/emmeans.json", digits = 15, auto_unbox = TRUE, null = "null")
