"""Tests of `posts.models.current_time`."""

import pickle
from datetime import timedelta

import time_machine
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from posts.models import Post
from posts.models.current_time import CurrentTime, is_current_time, renew_parameters
from tests.support.publishing import NOW


def test_a_condition_takes_the_time_at_which_it_is_asked(make_post):
    post = make_post(published_at=NOW + timedelta(seconds=1))
    live = Post.objects.filter(published_at__lte=CurrentTime())
    with time_machine.travel(NOW, tick=False) as clock:
        assert not live.exists()
        clock.shift(2)
        assert live.get() == post


def test_the_same_sql_asked_later_takes_the_time_of_then(make_post):
    make_post(title="soon", published_at=NOW + timedelta(seconds=1))
    queryset = Post.objects.filter(Q(published_at__range=(NOW, CurrentTime())) | Q(title="other"))
    with time_machine.travel(NOW, tick=False) as clock, connection.cursor() as cursor:
        sql, parameters = queryset.values_list("title").query.sql_with_params()
        assert [is_current_time(one) for one in parameters] == [False, True, False]
        clock.shift(2)
        cursor.execute(sql, parameters)
        assert cursor.fetchall() == []
        cursor.execute(sql, renew_parameters(parameters))
        assert cursor.fetchall() == [("soon",)]


def test_a_time_that_somebody_chose_is_no_current_time(db):
    _, parameters = Post.objects.filter(published_at__lte=timezone.now()).query.sql_with_params()
    assert not any(map(is_current_time, parameters))


def test_the_current_time_equals_that_of_the_clock(db):
    with time_machine.travel(NOW, tick=False):
        _, marked = Post.objects.filter(published_at__lte=CurrentTime()).query.sql_with_params()
        _, plain = Post.objects.filter(published_at__lte=timezone.now()).query.sql_with_params()
        assert [str(one) for one in marked] == [str(one) for one in plain]


def test_a_queryset_with_it_is_pickled(db):
    queryset = Post.objects.filter(published_at__lte=CurrentTime())
    again = Post.objects.all()
    again.query = pickle.loads(pickle.dumps(queryset.query))  # noqa: S301
    assert not again.exists()
